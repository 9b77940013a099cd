# The doctor at NAT, real servers: each broken set-up is named, and mended as it says
. "$doctor_files/nat.sh"
tables nat-server
