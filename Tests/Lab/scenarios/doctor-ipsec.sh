# The doctor at IPSec: each broken set-up is named, and mended as it says
. "$doctor_files/ipsec.sh"
tables ipsec
