"""Follows a C2SP tlog-proof from an entry to its checkpoint's root hash, as RFC 9162 2.1.3.2 says: inclusion.py PROOF

The entry is read from standard input. Whether the checkpoint's signature is good is another tool's question.
"""

import base64
import hashlib
import sys

head, _, note = open(sys.argv[1], "rb").read().decode().partition("\n\n")
header, index, *path = head.split("\n")
assert header == "c2sp.org/tlog-proof@v1", header
number, last = int(index.removeprefix("index ")), int(note.split("\n")[1]) - 1
assert number <= last, "the entry is past the end of the log"

found = hashlib.sha256(b"\0" + sys.stdin.buffer.read().removesuffix(b"\n")).digest()
for step in map(base64.b64decode, path):
    assert last > 0, "the proof is too long"
    if number & 1 or number == last:
        found = hashlib.sha256(b"\1" + step + found).digest()
        while not number & 1 and number:
            number, last = number >> 1, last >> 1
    else:
        found = hashlib.sha256(b"\1" + found + step).digest()
    number, last = number >> 1, last >> 1
assert last == 0, "the proof is too short"
assert base64.b64encode(found).decode() == note.split("\n")[2], "the root hash is another"
print(f"{index}, {len(path)} hashes")
