# Checks the checkpoint of the archive in this folder under the log key of keys/policy, with openssl alone.
# The form of both: https://c2sp.org/signed-note.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# `log NAME+KEYID+KEY`; KEY is base64, and may have a + of its own.
vkey=$(sed -n 's/^log \([^ ]*\).*/\1/p' keys/policy)
name=${vkey%%+*}
rest=${vkey#*+}
id=${rest%%+*}
base64 -d <<<"${rest#*+}" >"$scratch/typed"

# The key's ID is the first 4 bytes of SHA-256 over name, newline, type and key.
hashed=$({ printf '%s\n' "$name"; cat "$scratch/typed"; } | sha256sum)
test "${hashed:0:8}" = "$id" || { echo "the key ID in keys/policy is not that of its key"; exit 1; }

# The first byte is the type: 01, Ed25519. What stands before the key is its X.509 header, RFC 8410.
test "$(head -c 1 "$scratch/typed" | od -An -tx1)" = " 01"
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; tail -c +2 "$scratch/typed"; } >"$scratch/key.der"

# The text ends before the empty line; the signature is base64 of key ID and signature.
sed '/^$/,$d' manifests/checkpoint >"$scratch/text"
sed -n "s|^— $name ||p" manifests/checkpoint | base64 -d >"$scratch/signed"
test "$(head -c 4 "$scratch/signed" | od -An -tx1 | tr -d ' ')" = "$id"
tail -c +5 "$scratch/signed" >"$scratch/signature"
test "$(head -n 1 "$scratch/text")" = "$name"

openssl pkeyutl -verify -pubin -keyform DER -inkey "$scratch/key.der" -rawin -in "$scratch/text" \
    -sigfile "$scratch/signature"
