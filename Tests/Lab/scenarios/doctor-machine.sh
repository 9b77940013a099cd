# The doctor at NAT, the director as a machine: kernel, limits, defence, who else changes the table
. "$doctor_files/nat.sh"
tables nat-machine
