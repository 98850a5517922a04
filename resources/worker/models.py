"""Burst's keeper of models on an instance.

A model is its SHA-256. Each lies once, under `.by-hash`, and is linked into the folders that ComfyUI searches, under the
names by which the work calls it. A file gets there only when its bytes were read and hashed here.

It takes one JSON object a line from standard input and answers on standard output, with the `id` of what it answers;
`progress` may come before an answer. It ends with its input. Python 3.10 or newer, standard library only.

    look    sha256[]                    -> have {sha256: bytes}, parts {sha256: bytes}
    keep    sha256, bytes, names[]      hashes what was sent to `<sha256>.part`, keeps it and gives it its names
    fetch   sha256, bytes, url, names[] downloads it, in ranges and several at once, going on where it was cut; then as above
    link    sha256, names[]             gives it names below the models' folder
    list                                -> models [{sha256, bytes, names[]}], free

What was begun is brought to its end also when nobody listens any more: a laptop may sleep. Two who fetch the same file
wait for each other.
"""

import errno
import hashlib
import http.client
import json
import os
import re
import shutil
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

BY_HASH = ".by-hash"
SHA256 = re.compile(r"[0-9a-f]{64}")
READ = 1 << 20
SEGMENT = 8 << 20
AT_ONCE = 8
TRIES = 6
TIMEOUT = 30
TELL_SECONDS = 0.25
MOUNT_SECONDS = 1200


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Turn:
    """One at a time for each file, across processes: the system frees it, however its holder ends."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "a+b")
        try:
            import fcntl
        except ImportError:
            return self  # Windows, where only practice instances run: they end with their connection
        fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


# ---- files -----------------------------------------------------------------------------------------------------------


class Keeper:
    def __init__(self, root):
        self.root = os.path.realpath(root)
        self.by_hash = os.path.join(self.root, BY_HASH)
        await_mount(self.by_hash)
        os.makedirs(self.by_hash, exist_ok=True)

    def file(self, sha256, ending=""):
        if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
            raise Refused("invalid", "not a SHA-256")
        return os.path.join(self.by_hash, sha256 + ending)

    def look(self, hashes):
        sizes = lambda ending: {sha: size for sha in hashes if (size := size_of(self.file(sha, ending))) is not None}
        return {"have": sizes(""), "parts": sizes(".part")}

    def keep(self, sha256, size, path, tell):
        """Nothing is kept that was not read from the disk and found right; what is wrong is taken away."""
        found = size_of(path)
        if found is None:
            raise Refused("missing", "nothing was sent")
        if found != size:
            os.remove(path)
            raise Refused("size-mismatch", f"{found} bytes in place of {size}")
        if hash_of(path, tell) != sha256:
            os.remove(path)
            raise Refused("hash-mismatch", "the content is another one")
        with open(path, "rb") as file:
            os.fsync(file.fileno())
        os.replace(path, self.file(sha256))

    def name(self, sha256, names):
        for each in names:
            self.link(sha256, each)

    def link(self, sha256, name):
        """Whatever had that name before is another file now; programs that have it open keep what they have."""
        target = self.place(name)
        source = self.file(sha256)
        if not os.path.isfile(source):
            raise Refused("missing", "it is not here")
        if os.path.exists(target) and os.path.samefile(source, target):
            return
        os.makedirs(os.path.dirname(target), exist_ok=True)
        # A link cannot replace, a rename can: so nobody ever finds the name empty. It is made beside the name, as what lies
        # by its hash may lie on a volume, and over to another disk there are symbolic links only.
        fresh = os.path.join(os.path.dirname(target), f".{sha256}.link-{threading.get_ident()}")
        try:
            os.link(source, fresh)
        except OSError:
            os.symlink(source, fresh)
        os.replace(fresh, target)

    def place(self, name):
        """A name below the models' folder, in one of ComfyUI's folders; never out of it, not over a link either."""
        parts = name.split("/") if isinstance(name, str) else []
        if len(parts) < 2 or len(name) > 400 or any(bad_part(part) for part in parts):
            raise Refused("invalid", f"no name for a model: {name!r}")
        target = os.path.join(self.root, *parts)
        folder = os.path.realpath(os.path.dirname(target))
        if os.path.commonpath([self.root, folder]) != self.root:
            raise Refused("invalid", f"{name!r} leads out of the folder")
        return target

    def list(self):
        names = {}
        for folder, folders, files in os.walk(self.root):
            folders[:] = [each for each in folders if each != BY_HASH]
            for name in files:
                path = os.path.join(folder, name)
                try:
                    stat = os.stat(path)
                except OSError:
                    continue
                names.setdefault((stat.st_dev, stat.st_ino), []).append(os.path.relpath(path, self.root).replace(os.sep, "/"))
        models = []
        for sha256 in sorted(os.listdir(self.by_hash)):
            if SHA256.fullmatch(sha256):
                stat = os.stat(os.path.join(self.by_hash, sha256))
                found = sorted(names.get((stat.st_dev, stat.st_ino), []))
                models.append({"sha256": sha256, "bytes": stat.st_size, "names": found})
        return {"models": models, "free": shutil.disk_usage(self.by_hash).free}


def await_mount(folder):
    """A link that leads nowhere leads to a volume which is not mounted yet."""
    deadline = time.monotonic() + MOUNT_SECONDS
    while os.path.islink(folder) and not os.path.isdir(folder) and time.monotonic() < deadline:
        time.sleep(0.5)


def bad_part(part):
    return part in ("", ".", "..") or part.startswith(".") or any(c in part for c in "\0\\") or part.endswith(".part")


def size_of(path):
    try:
        return os.stat(path, follow_symlinks=False).st_size
    except FileNotFoundError:
        return None


def hash_of(path, tell):
    digest, done = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while chunk := file.read(READ):
            digest.update(chunk)
            done += len(chunk)
            tell("hashed", done)
    return digest.hexdigest()


# ---- downloads -------------------------------------------------------------------------------------------------------


class NoFiles(urllib.request.HTTPRedirectHandler):
    """Redirects lead to the web and nowhere else."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        if urllib.parse.urlsplit(newurl).scheme not in ("http", "https"):
            raise Refused("bad-redirect", "the address leads to something that is no web address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


OPENER = urllib.request.build_opener(NoFiles)


def ask(url, first, last):
    request = urllib.request.Request(url, headers={"Range": f"bytes={first}-{last}", "User-Agent": "burst"})
    try:
        return OPENER.open(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise Refused(f"http-{error.code}", f"the server answers {error.code}") from None


class Download:
    """A file in segments, each fetched by itself; which ones are there is noted beside it, so a cut costs one of each."""

    def __init__(self, keeper, sha256, size, url, tell):
        self.url, self.size, self.tell = url, size, tell
        self.path, self.notes = keeper.file(sha256, ".fetch"), keeper.file(sha256, ".fetched")
        self.lock, self.stop, self.failure = threading.Lock(), threading.Event(), None
        self.final = url
        self.done = self.noted()
        self.arrived = sum(self.length(segment) for segment in self.done)

    def length(self, segment):
        return min(SEGMENT, self.size - segment * SEGMENT)

    def noted(self):
        count = -(-self.size // SEGMENT)
        if size_of(self.path) != self.size:
            return set()
        try:
            with open(self.notes, encoding="ascii") as file:
                lines = file.read().split("\n")[:-1]
        except FileNotFoundError:
            return set()
        return {int(line) for line in lines if line.isdigit() and int(line) < count}

    def run(self):
        if not self.done:
            with open(self.path, "wb") as file:
                file.truncate(self.size)
            open(self.notes, "wb").close()
        self.missing = [segment for segment in range(-(-self.size // SEGMENT)) if segment not in self.done]
        if self.missing:
            self.first()
            self.rest()
        return self.path

    def forget(self):
        for path in (self.path, self.notes):
            if os.path.exists(path):
                os.remove(path)

    def first(self):
        """Shows whether the server knows ranges, and where the address leads."""
        with self.opened(0) as answer:
            if answer.status == 206:
                total = (answer.headers.get("Content-Range") or "").rpartition("/")[2]
                if total.isdigit() and int(total) != self.size:
                    raise Refused("size-mismatch", f"the server has {total} bytes in place of {self.size}")
                self.final = answer.geturl()
                return
            told = answer.headers.get("Content-Length")
            if told is not None and told != str(self.size):
                raise Refused("size-mismatch", f"the server has {told} bytes in place of {self.size}")
            self.whole(answer)

    def opened(self, tried):
        try:
            return ask(self.url, 0, 0)
        except (OSError, http.client.HTTPException) as error:
            if tried >= TRIES:
                raise Refused("unreachable", f"the server cannot be reached: {error}") from None
            time.sleep(min(8, 0.25 * 2**tried))
            return self.opened(tried + 1)

    def whole(self, answer):
        """A server without ranges sends everything, from the beginning."""
        self.arrived, at = 0, 0
        try:
            with open(self.path, "r+b") as file:
                while chunk := answer.read(READ):
                    at += len(chunk)
                    if at > self.size:
                        raise Refused("size-mismatch", f"more than {self.size} bytes came")
                    file.write(chunk)
                    self.count(len(chunk))
        except (OSError, http.client.HTTPException) as error:
            if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                raise
            raise Refused("cut", f"the download broke off after {at} bytes: {error}") from None
        if at != self.size:
            raise Refused("cut", f"the download broke off after {at} bytes")
        self.missing = []

    def rest(self):
        threads = [threading.Thread(target=self.work) for _ in range(min(AT_ONCE, len(self.missing)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failure:
            raise self.failure

    def work(self):
        while not self.stop.is_set():
            with self.lock:
                if not self.missing:
                    return
                segment = self.missing.pop(0)
            try:
                self.segment(segment)
            except (Refused, OSError) as error:
                self.failure = self.failure or error
                self.stop.set()

    def segment(self, segment):
        start, length, got = segment * SEGMENT, self.length(segment), 0
        for tried in range(TRIES):
            try:
                got += self.some(start + got, start + length - 1)
            except Refused as error:
                # A signed address may have run out: the one that was given leads to a new one.
                if tried + 1 >= TRIES or error.code not in ("http-401", "http-403", "http-410", "http-429", "http-500", "http-502", "http-503", "http-504"):
                    raise
                with self.lock:
                    self.final = self.url
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                    raise
                if tried + 1 >= TRIES:
                    raise Refused("cut", f"the download broke off: {error}") from None
            if got >= length:
                return self.note(segment)
            if self.stop.is_set():
                return None
            time.sleep(min(8, 0.25 * 2**tried))
        raise Refused("cut", "the download broke off again and again")

    def some(self, first, last):
        """As much as comes; how much that was, also where it breaks off."""
        got = 0
        with ask(self.final, first, last) as answer, open(self.path, "r+b") as file:
            if answer.status != 206:
                raise Refused("no-ranges", "the server stopped serving ranges")
            if not (answer.headers.get("Content-Range") or "").startswith(f"bytes {first}-"):
                raise Refused("no-ranges", "the server sends another range than it was asked for")
            file.seek(first)
            while got <= last - first:
                try:
                    chunk = answer.read(min(READ, last - first + 1 - got))
                except (OSError, http.client.HTTPException) as error:
                    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
                        raise
                    chunk = b""
                if not chunk:
                    break
                file.write(chunk)
                got += len(chunk)
                self.count(len(chunk))
        return got

    def note(self, segment):
        with self.lock:
            with open(self.notes, "a", encoding="ascii") as file:
                file.write(f"{segment}\n")

    def count(self, size):
        with self.lock:
            self.arrived += size
            self.tell("fetched", self.arrived)


def fetch(keeper, sha256, size, url, tell):
    if not isinstance(url, str) or urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise Refused("invalid", "no web address")
    if not isinstance(size, int) or size < 1:
        raise Refused("invalid", "no size")
    if shutil.disk_usage(keeper.by_hash).free < size - (size_of(keeper.file(sha256, ".fetch")) or 0):
        raise Refused("disk-full", f"the disk has no room for {size} bytes")
    download = Download(keeper, sha256, size, url, tell)
    try:
        keeper.keep(sha256, size, download.run(), tell)
    except Refused as error:
        if error.code in ("hash-mismatch", "size-mismatch", "no-ranges"):
            download.forget()
        raise
    download.forget()


# ---- the conversation ------------------------------------------------------------------------------------------------


class Talk:
    def __init__(self, keeper):
        self.keeper, self.lock = keeper, threading.Lock()

    def say(self, **answer):
        with self.lock:
            try:
                os.write(1, (json.dumps(answer) + "\n").encode())
            except OSError:
                pass  # nobody listens any more; what was begun goes on

    def teller(self, number):
        last = {"at": 0.0}

        def tell(what, done):
            now = time.monotonic()
            if now - last["at"] >= TELL_SECONDS:
                last["at"] = now
                self.say(id=number, progress={what: done})

        return tell

    def answer(self, asked):
        number = asked.get("id")
        try:
            names = asked.get("names", [])
            if not isinstance(names, list):
                raise Refused("invalid", "names is no list")
            for name in names:
                self.keeper.place(name)
            self.say(id=number, ok=self.do(asked, self.teller(number)) or {})
        except Refused as error:
            self.say(id=number, error={"code": error.code, "message": str(error)})
        except OSError as error:
            code = "disk-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "failed"
            self.say(id=number, error={"code": code, "message": str(error)})
        except (KeyError, TypeError, ValueError) as error:
            self.say(id=number, error={"code": "invalid", "message": f"{type(error).__name__}: {error}"})

    def do(self, asked, tell):
        keeper, what = self.keeper, asked["do"]
        if what == "look":
            return keeper.look(asked["sha256"])
        if what == "list":
            return keeper.list()
        if what not in ("keep", "fetch", "link"):
            raise Refused("invalid", f"unknown: {what!r}")
        sha256 = asked["sha256"]
        with Turn(keeper.file(sha256, ".turn")):
            if size_of(keeper.file(sha256)) is None:
                if what == "keep":
                    keeper.keep(sha256, asked["bytes"], keeper.file(sha256, ".part"), tell)
                if what == "fetch":
                    fetch(keeper, sha256, asked["bytes"], asked["url"], tell)
            keeper.name(sha256, asked.get("names", []))
        return None


def main():
    if len(sys.argv) != 3 or sys.argv[1] != "--models":
        sys.exit("usage: models.py --models FOLDER")
    talk = Talk(Keeper(sys.argv[2]))
    for line in sys.stdin:
        try:
            asked = json.loads(line)
        except ValueError:
            continue
        if isinstance(asked, dict):
            threading.Thread(target=talk.answer, args=(asked,)).start()


if __name__ == "__main__":
    main()
