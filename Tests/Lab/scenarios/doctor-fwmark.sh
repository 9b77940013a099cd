# The doctor at firewall marks: each broken set-up is named, and mended as it says
. "$doctor_files/fwmark.sh"
tables fwmark
