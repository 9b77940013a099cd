# The doctor at NAT, the way over the director: each broken set-up is named, and mended as it says
. "$doctor_files/nat.sh"
tables nat-ways
