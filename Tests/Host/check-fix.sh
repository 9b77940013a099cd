# check --fix comments out what keepalived skips; --lenient, also of directord, leaves it out; check --here looks at this machine
nat_configuration > "$work/good.conf"
sed 's/delay_loop 1/delay_lop 1/' "$work/good.conf" > "$work/slip.conf"
"$LAB_BUILD/directorctl" check "$work/slip.conf" > "$work/said" 2>&1
expect "a slip refuses the file" is $? 1
expect "and check says what keepalived does" grep -q 'keepalived skips it' "$work/said"
"$LAB_BUILD/directorctl" check --fix "$work/slip.conf" > "$work/fixed.conf" 2> "$work/said"
expect "--fix ends with 0 if nothing is left to correct" is $? 0
expect "the line is commented out" grep -q '^# *delay_lop 1' "$work/fixed.conf"
expect "with the reason above it" grep -q "# directorctl: 'delay_lop' is not a word" "$work/fixed.conf"
expect "the fixed file has no error" "$LAB_BUILD/directorctl" check "$work/fixed.conf"
expect "--lenient takes the file as it is" "$LAB_BUILD/directorctl" check --lenient "$work/slip.conf"

mkdir "$work/conf.d"
cp "$work/slip.conf" "$work/conf.d/a.conf"
echo 'include conf.d/*.conf' > "$work/main.conf"
"$LAB_BUILD/directorctl" check --fix "$work/main.conf" > "$work/out" 2> "$work/said"
expect "the main file is printed as it is" cmp -s "$work/main.conf" "$work/out"
expect "an included file is named" grep -q -- "--part $work/conf.d/a.conf" "$work/said"
"$LAB_BUILD/directorctl" check --fix --part "$work/conf.d/a.conf" "$work/main.conf" > "$work/out" 2> /dev/null
expect "and printed by --part" cmp -s "$work/fixed.conf" "$work/out"

mkdir -p "$work/run"
timeout 60 "$LAB_BUILD/directord" --shadow --runtime-directory "$work/run" --config "$work/slip.conf" 2> "$work/log"
expect "directord refuses the file" not is $? 0
"$LAB_BUILD/directord" --shadow --lenient --runtime-directory "$work/run" --config "$work/slip.conf" 2> "$work/log" &
daemon=$!
within 20 "directord --lenient serves" grep -q serves "$work/log"
expect "and warns of what it leaves out" grep -q "delay_lop.*left out" "$work/log"
"$LAB_BUILD/directorctl" reload --socket "$work/run/control.sock" > "$work/said" 2>&1
expect "so does a reload" grep -q "left out" "$work/said"
kill "$daemon"

cat > "$work/here.conf" <<'CONF'
vrrp_instance a {
  interface lo
  virtual_router_id 7
  virtual_ipaddress {
    192.0.2.1/32 dev nosuch0
  }
}
CONF
expect "check asks for no interface" not grep -q nosuch0 <("$LAB_BUILD/directorctl" check "$work/here.conf")
"$LAB_BUILD/directorctl" check --here "$work/here.conf" > "$work/said" 2>&1
expect "check --here does" grep -q 'here.conf:5:22: warning: interface nosuch0 is not on this machine' "$work/said"
