"""Runs a command on a mounted ext4 and cuts its power: nothing that is not on the disk by then will be.

    powercut.py MOUNT MICROSECONDS|end FLAGS COMMAND...

Prints the command's exit code, if it ended before the cut, else `cut`. FLAGS: 2 throws the journal's unwritten part away, as a
power cut does; 1 writes it first.
"""
import fcntl
import os
import struct
import subprocess
import sys
import time

# EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32): include/uapi/linux/ext4.h
SHUTDOWN = (2 << 30) | (4 << 16) | (ord("X") << 8) | 125

mount, delay, flags, *command = sys.argv[1:]
folder = os.open(mount, os.O_RDONLY)
# Its words lie elsewhere: pipes of a process that is stuck would stick us.
with open(os.devnull, "w") as nowhere:
    child = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, stdin=subprocess.DEVNULL)
    if delay == "end":
        code = child.wait()
    else:
        time.sleep(int(delay) / 1e6)
        code = child.poll()
    fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", int(flags)))
    child.kill()
    child.wait()
print("cut" if code is None else code)
