# The doctor at LocalNode: each broken set-up is named, and mended as it says
. "$doctor_files/localnode.sh"
tables localnode
