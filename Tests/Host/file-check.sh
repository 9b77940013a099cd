# FILE_CHECK: a number in a file moves weights and takes real servers out, at once
network lan
machine director lan 10.0.0.1/8
echo 0 > "$work/number"
configuration <<END
track_file load {
    file $work/number
    weight 2
}
virtual_server 192.0.2.100 80 {
    delay_loop 600
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    retry 9
    real_server 10.0.0.2 80 {
        weight 10
        FILE_CHECK {
            track_file load
        }
    }
    real_server 10.0.0.3 80 {
        weight 10
        FILE_CHECK {
            track_file load
            weight 1 reverse
        }
    }
    real_server 10.0.0.4 80 {
        FILE_CHECK {
            track_file load
            weight 0
        }
    }
    real_server 10.0.0.5 80 {
        FILE_CHECK {
            track_file load
            weight 0 reverse
        }
    }
}
END
# weigh WEIGHT WEIGHT STATE STATE: what is wanted of the four.
weigh() {
  is "$(real_server 10.0.0.2:80 .weight.wanted)" "$1" &&
    is "$(real_server 10.0.0.3:80 .weight.wanted)" "$2" &&
    is "$(real_server 10.0.0.4:80 .state)" "$3" && is "$(real_server 10.0.0.5:80 .state)" "$4"
}
"$LAB_BUILD/directorctl" probe "$work/director.conf" 10.0.0.4:80 > "$work/page"
expect "the file is read without a daemon too" grep -qF 'passed (its number is 0)' "$work/page"
start_directord --shadow
within 10 "0 adds nothing" weigh 10 10 up down
echo 0x3 > "$work/number"
within 10 "3 is added and taken away" weigh 16 7 down up
expect "the log tells it" says director "weight 16 in tcp 192.0.2.100:80, as FILE_CHECK of track_file load says"
echo -7 > "$work/number"
within 10 "less than 0 is 0" weigh 0 17 down up
expect "one with weight 0 is up" is_up 10.0.0.2:80
echo -2000000000 > "$work/number"
within 10 "far too low is down" is_down 10.0.0.2:80
expect "and says why" grep -qF "its number is -2000000000, too low to serve with" <(reason 10.0.0.2:80)
echo 1 > "$work/new"
mv "$work/new" "$work/number"
within 10 "another file in its place counts" weigh 12 9 down up
reload
within 10 "a reload" says director "says what it said before"
expect "changes nothing" weigh 12 9 down up
rm "$work/number"
within 10 "no file is 0" weigh 10 10 up down
