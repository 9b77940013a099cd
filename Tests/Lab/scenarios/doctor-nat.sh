# The doctor at NAT, the way of packets: each broken set-up is named, and mended as it says
. "$doctor_files/nat.sh"
tables nat-director nat-server
