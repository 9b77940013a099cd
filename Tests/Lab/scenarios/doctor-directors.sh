# The doctor at a pair of NAT directors, what both must share: each broken set-up is named, and mended as it says
. "$doctor_files/sync.sh"
tables directors
