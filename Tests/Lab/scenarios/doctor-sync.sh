# The doctor at a pair of NAT directors with sync daemons: each broken set-up is named, and mended as it says
. "$doctor_files/sync.sh"
tables sync
