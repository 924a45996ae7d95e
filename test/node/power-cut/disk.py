"""
A disk that remembers the order of what it was asked to do: a FUSE file system in memory.

    disk.py FOLDER LOG [no-links]

It is mounted at FOLDER until it is unmounted, and prints a line as soon as it is. LOG gets a line of JSON for each change and each flush. A test makes of it
what is on the disk after a power cut at any moment (disk.ts).
"""

import base64
import errno
import json
import os
import stat
import sys
import time

from fusepy import FUSE, FuseOSError, Operations

ROOT = 1


class Node:
    def __init__(self, number, mode):
        self.number = number
        self.mode = mode
        self.data = bytearray()
        self.entries = {}
        self.links = 0
        self.time = time.time()


class Disk(Operations):
    def __init__(self, log, has_links):
        self.log = log
        self.has_links = has_links
        self.nodes = {ROOT: Node(ROOT, stat.S_IFDIR | 0o755)}
        self.last = ROOT

    def write_log(self, kind, **values):
        self.log.write(json.dumps({"op": kind, **values}) + "\n")

    def find(self, path, fh=None):
        """By its handle where there is one: an open file may have lost its name."""
        if fh:
            return self.nodes[fh]
        node = self.nodes[ROOT]
        for name in filter(None, path.split("/")):
            if name not in node.entries:
                raise FuseOSError(errno.ENOENT)
            node = self.nodes[node.entries[name]]
        return node

    def place(self, path):
        folder, name = os.path.split(path)
        return self.find(folder), name

    def make(self, path, mode):
        folder, name = self.place(path)
        if name in folder.entries:
            raise FuseOSError(errno.EEXIST)
        self.last += 1
        node = self.nodes[self.last] = Node(self.last, mode)
        self.enter(folder, name, node)
        return node

    def enter(self, folder, name, node):
        folder.entries[name] = node.number
        node.links += 1
        self.write_log("enter", folder=folder.number, name=name, node=node.number, directory=stat.S_ISDIR(node.mode))

    def leave(self, folder, name):
        node = self.nodes[folder.entries.pop(name)]
        node.links -= 1
        self.write_log("leave", folder=folder.number, name=name)

    # What FUSE calls, by the names that it has for them.

    def init(self, path):
        print("mounted", flush=True)

    def getattr(self, path, fh=None):
        node = self.find(path, fh)
        return {
            "st_ino": node.number,
            "st_mode": node.mode,
            "st_nlink": max(1, node.links),
            "st_size": len(node.data),
            "st_mtime": node.time,
            "st_ctime": node.time,
            "st_atime": node.time,
            "st_uid": os.getuid(),
            "st_gid": os.getgid(),
        }

    def readdir(self, path, fh):
        return [".", "..", *self.find(path).entries]

    def create(self, path, mode, fi=None):
        return self.make(path, stat.S_IFREG | (mode & 0o7777)).number

    def mkdir(self, path, mode):
        self.make(path, stat.S_IFDIR | (mode & 0o7777))

    def open(self, path, flags):
        return self.find(path).number

    def opendir(self, path):
        return self.find(path).number

    def read(self, path, size, offset, fh):
        return bytes(self.find(path, fh).data[offset : offset + size])

    def write(self, path, data, offset, fh):
        node = self.find(path, fh)
        node.data[len(node.data) : offset] = bytes(max(0, offset - len(node.data)))
        node.data[offset : offset + len(data)] = data
        node.time = time.time()
        self.write_log("write", node=node.number, at=offset, data=base64.b64encode(data).decode())
        return len(data)

    def truncate(self, path, length, fh=None):
        node = self.find(path, fh)
        del node.data[length:]
        node.data.extend(bytes(length - len(node.data)))
        self.write_log("truncate", node=node.number, length=length)

    def link(self, target, source):
        if not self.has_links:
            raise FuseOSError(errno.EPERM)
        folder, name = self.place(target)
        if name in folder.entries:
            raise FuseOSError(errno.EEXIST)
        self.enter(folder, name, self.find(source))

    def rename(self, old, new):
        source, name = self.place(old)
        if name not in source.entries:
            raise FuseOSError(errno.ENOENT)
        target, other = self.place(new)
        node = self.nodes[source.entries[name]]
        if target.entries.get(other) == node.number:
            return
        if other in target.entries:
            self.leave(target, other)
        self.enter(target, other, node)
        self.leave(source, name)

    def unlink(self, path):
        folder, name = self.place(path)
        if name not in folder.entries:
            raise FuseOSError(errno.ENOENT)
        self.leave(folder, name)

    def rmdir(self, path):
        if self.find(path).entries:
            raise FuseOSError(errno.ENOTEMPTY)
        self.unlink(path)

    def fsync(self, path, datasync, fh):
        self.write_log("flush", node=self.find(path, fh).number)
        return 0

    def fsyncdir(self, path, datasync, fh):
        return self.fsync(path, datasync, fh)

    def chmod(self, path, mode):
        node = self.find(path)
        node.mode = stat.S_IFMT(node.mode) | (mode & 0o7777)

    def chown(self, path, uid, gid):
        pass

    def utimens(self, path, times=None):
        self.find(path).time = times[1] if times else time.time()

    def statfs(self, path):
        return {"f_bsize": 4096, "f_frsize": 4096, "f_blocks": 1 << 20, "f_bfree": 1 << 20, "f_bavail": 1 << 20}


if __name__ == "__main__":
    folder, log, *flags = sys.argv[1:]
    with open(log, "w", encoding="utf-8") as file:
        # Without caches, so that everything arrives in the order in which it was asked for.
        options = {"direct_io": True, "use_ino": True, "hard_remove": True, "attr_timeout": 0, "entry_timeout": 0}
        FUSE(Disk(file, "no-links" not in flags), folder, foreground=True, nothreads=True, **options)
