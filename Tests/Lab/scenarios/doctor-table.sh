# The doctor at NAT, the virtual address and the table: each broken set-up is named, and mended as it says
. "$doctor_files/nat.sh"
tables nat-table
