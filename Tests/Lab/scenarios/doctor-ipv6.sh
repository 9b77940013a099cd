# The doctor at IPv6: each broken set-up is named, and mended as it says
. "$doctor_files/ipv6.sh"
tables ipv6
