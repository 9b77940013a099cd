# The doctor at FTP without the kernel's helper: each broken set-up is named, and mended as it says
. "$doctor_files/ftp.sh"
ftp_helper -x
tables ftp-helper
