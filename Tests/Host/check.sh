# directorctl check: the diagnostics of a file, exit status 0 or 1, without privileges or network
nat_configuration > "$work/good.conf"
expect "a good file has none" "$LAB_BUILD/directorctl" check "$work/good.conf"

sed 's/lb_algo wrr/lb_algo wwr/' "$work/good.conf" > "$work/bad.conf"
"$LAB_BUILD/directorctl" check "$work/bad.conf" > "$work/said" 2>&1
expect "an error is exit status 1" is $? 1
cat "$work/said"
expect "it names the place" grep -q 'bad.conf:3:13' "$work/said"
expect "and the nearest word" grep -q 'wrr' "$work/said"

sed 's/delay_loop 1/flubber 1/' "$work/good.conf" > "$work/warned.conf"
"$LAB_BUILD/directorctl" check "$work/warned.conf" > "$work/said" 2>&1
expect "a warning is exit status 0" is $? 0
expect "but it is told" grep -q 'warned.conf:2:5' "$work/said"

"$LAB_BUILD/directorctl" check "$work/missing.conf" > "$work/said" 2>&1
expect "a file that is not there is exit status 1" is $? 1

for file in "$LAB_ROOT"/Config/*.conf; do
  "$LAB_BUILD/directorctl" check -i lb1 "$file" > "$work/said" 2>&1
  expect "$(basename "$file") has no error" is $? 0
  expect "and no warning" not grep -q 'warning:' "$work/said"
done

# A file that may not be read: left out where nobody asks for it, refused by the strict forms.
public=$(mktemp -d)
chmod 755 "$public"
cp "$work/good.conf" "$public/part.conf"
chmod 600 "$public/part.conf"
as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$LAB_BUILD/directorctl" check "$@"; }
for form in '' r m w b a; do
  echo "include$form part.conf" > "$public/whole.conf"
  [[ $form ]] && wanted=1 || wanted=0
  as_nobody "$public/whole.conf" > "$work/said" 2>&1
  expect "include$form of a file that may not be read ends with $wanted" is $? $wanted
  expect "and says why" grep -q "part.conf' cannot be read: Permission denied" "$work/said"
done
{ printf 'global_defs {\n  include_check\n}\n'; echo 'include part.conf'; } > "$public/whole.conf"
as_nobody "$public/whole.conf" > "$work/said" 2>&1
expect "include_check asks it of a plain include" is $? 1
as_nobody "$public/part.conf" > "$work/said" 2>&1
expect "so is the file itself" grep -q "part.conf:1:1: error: cannot be read: Permission denied" "$work/said"
rm -r "$public"
expect "a file for another director is read as that" \
  "$LAB_BUILD/directorctl" check --config-id lb2 "$work/good.conf"
