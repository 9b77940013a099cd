# The doctor at tunnelling: each broken set-up is named, and mended as it says
. "$doctor_files/tun.sh"
tables tun
