# The doctor at NAT, packet filters: each rule that drops is named, and mended as it says
. "$doctor_files/nat.sh"
tables nat-filters
