#!/usr/bin/env python3
"""Burst's worker: feeds ComfyUI on this instance and journals what became of every item.

    worker.py run --dir burst/lane                    the service
    worker.py attach --dir burst/lane --from OFFSET   journal to stdout, stdin to inbox
    worker.py renew --dir burst/lane --job ID         an empty lane for another job, on a machine that was kept
    worker.py version

It is one file because the app uploads exactly one: no package to install, no half-uploaded set of modules, and the
version that runs is the version that was sent. Python 3.10+, standard library only, Linux, macOS and Windows.

What is on disk decides (the journal), then what ComfyUI holds (queue, then history), then what its output folder holds.
Memory is rebuilt from these at every start. One thread, one loop; nothing in it is proportional to the job's size.

Journal: every `queued` attempt ends in exactly one `made` or `attempt-failed`, or in `unqueued` where ComfyUI provably
did not begin it; the same attempt is then `queued` again with the same prompt id. `failed` follows the last
`attempt-failed`. Line types beyond the app's: `unqueued`, `refused` (a share that cannot be taken) and `followed` (how
far the inbox was carried out).
"""

import argparse
import hashlib
import http.client
import json
import math
import os
import re
import secrets
import select
import struct
import sys
import threading
import time
import uuid
import zlib
from collections import deque
from urllib.parse import urlencode, urlsplit

VERSION = "1.0.0"
MAX_ATTEMPTS = 3
MAX_POSTS_OF_ONE_ATTEMPT = 3
MIN_POSTED, MAX_POSTED = 2, 32
MODELS_SECONDS = 0.2  # between two looks for a model that is on its way
HTTP_TIMEOUT_S = 30
MAX_ANSWER_BYTES = 64 << 20
FSYNC_INTERVAL_S = 0.05
# A POST whose answer was lost may still be travelling: it counts as absent only when missing twice, this far apart.
SECOND_LOOK_S = 0.3
BINARY = getattr(os, "O_BINARY", 0)
WAITING, POSTED, MADE, FAILED, RELEASED, REVOKED = "waiting", "posted", "made", "failed", "released", "revoked"


def log(text):
    sys.stderr.write(f"worker: {text}\n")
    sys.stderr.flush()


# ---- disk: lock, journal, inbox, pictures ----------------------------------------------------------------------------


def lock(path):
    """Take the lane for this process. The system frees it when the process dies, however it dies."""
    handle = open(path, "a+b")
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return handle


def ends_torn(path):
    """Whether the file's last line was never finished."""
    if not os.path.exists(path) or os.path.getsize(path) == 0:
        return False
    with open(path, "rb") as handle:
        handle.seek(-1, os.SEEK_END)
        return handle.read(1) != b"\n"


def write_atomically(path, text):
    with open(path + ".tmp", "w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(path + ".tmp", path)


def lane_token(folder):
    """Eight hex digits of this lane folder, so that two lanes on one ComfyUI never share a file name or a prompt id."""
    path = os.path.join(folder, "lane.id")
    try:
        with open(path, encoding="ascii") as handle:
            token = handle.read().strip()
        if re.fullmatch(r"[0-9a-f]{8}", token):
            return token
    except OSError:
        pass
    token = secrets.token_hex(4)
    write_atomically(path, token)
    return token


class Journal:
    """Append-only. What a full disk refuses is kept in order and written later, so a failing write loses nothing."""

    URGENT = ("made", "released", "revoked", "stopped", "drained", "failed")

    def __init__(self, path):
        self.path = path
        self.buffer = bytearray(b"\n" if ends_torn(path) else b"")
        self.fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | BINARY, 0o644)
        self.dirty = self.urgent = False
        self.synced_at = self.retry_at = 0.0

    def replay(self):
        with open(self.path, "rb") as handle:
            for raw in handle:
                try:
                    line = json.loads(raw)
                except ValueError:
                    continue
                if isinstance(line, dict):
                    yield line

    def append(self, kind, **fields):
        line = {"type": kind, "at": round(time.time(), 3), **fields}
        self.buffer += json.dumps(line, separators=(",", ":")).encode() + b"\n"
        self.urgent = self.urgent or kind in self.URGENT
        self.flush()

    def flush(self):
        if not self.buffer or time.monotonic() < self.retry_at:
            return
        try:
            while self.buffer:
                written = os.write(self.fd, self.buffer)
                self.dirty = True
                del self.buffer[:written]
        except OSError as error:
            log(f"journal cannot be written, will retry: {error}")
            self.retry_at = time.monotonic() + 0.5

    def healthy(self):
        return not self.buffer

    def sync(self):
        """Group commit: at once for lines that others act on, else at most every FSYNC_INTERVAL_S."""
        if not self.dirty or not (self.urgent or time.monotonic() - self.synced_at >= FSYNC_INTERVAL_S):
            return
        try:
            os.fsync(self.fd)
            self.dirty = self.urgent = False
        except OSError as error:
            log(f"journal cannot be synced, will retry: {error}")
        self.synced_at = time.monotonic()


class Inbox:
    """Whole lines of inbox.jsonl from the start, each with the offset of its first byte and of the byte after it."""

    def __init__(self, path):
        self.path, self.offset, self.seen = path, 0, 0

    def size(self):
        try:
            return os.path.getsize(self.path)
        except OSError:
            return 0

    def has_grown(self):
        return self.size() > self.seen  # not `offset`: a half-written line must not keep the loop awake

    def lines(self):
        if not self.has_grown():
            return
        self.seen = self.size()
        with open(self.path, "rb") as handle:
            handle.seek(self.offset)
            for raw in handle:
                if not raw.endswith(b"\n"):
                    return
                start, self.offset = self.offset, self.offset + len(raw)
                yield start, self.offset, raw


PNG = b"\x89PNG\r\n\x1a\n"
IHDR_END = 33


class Corrupt(Exception):
    pass


def picture_facts(root, relative):
    """Size and hash of a whole PNG. FileNotFoundError where there is none, Corrupt where it is not a finished PNG."""
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    with open(os.path.join(root, *relative.split("/")), "rb") as handle:
        while chunk := handle.read(1 << 20):
            head = head or chunk[:8]
            tail = (tail + chunk)[-12:]
            digest.update(chunk)
            size += len(chunk)
    if head != PNG or tail != b"\0\0\0\0IEND\xaeB`\x82":
        raise Corrupt(f"{relative} ({size} bytes) is not a finished PNG")
    return {"path": relative, "bytes": size, "sha256": digest.hexdigest()}


def describe(root, relative, text):
    """Writes A1111's `parameters` into a PNG, once: its readers look there. A crash leaves the picture as it was, or as it is to be."""
    path = os.path.join(root, *relative.split("/"))
    with open(path, "rb") as handle:
        data = handle.read()
    if not data.startswith(PNG):
        return
    try:
        kind, body = b"tEXt", b"parameters\0" + text.encode("latin-1")
    except UnicodeEncodeError:
        kind, body = b"iTXt", b"parameters\0\0\0\0\0" + text.encode("utf-8")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    if data[IHDR_END:].startswith(chunk):
        return
    part = path + ".part"
    with open(part, "wb") as handle:
        handle.write(data[:IHDR_END] + chunk + data[IHDR_END:])
    os.replace(part, path)


def safe_relative(subfolder, filename):
    """ComfyUI's name of an output as a POSIX path below the output folder, or None where it points elsewhere."""
    parts = [part for part in f"{subfolder}/{filename}".replace("\\", "/").split("/") if part]
    if not parts or ".." in parts or ":" in parts[0] or "\0" in filename or f"{subfolder}".startswith("/"):
        return None
    return "/".join(parts)


# ---- ComfyUI over HTTP -----------------------------------------------------------------------------------------------


def is_model(models, path, sha256):
    """Whether the model of that content has that name: `models.py` links it there when its bytes were found right."""
    try:
        return os.path.samefile(os.path.join(models, ".by-hash", sha256), os.path.join(models, path))
    except OSError:
        return False


class Unreachable(Exception):
    pass


class Comfy:
    """One kept-alive connection. `reconnected` tells that the server closed it: it may have restarted unseen."""

    def __init__(self, url):
        self.url = urlsplit(url)
        self.connection, self.used_at, self.reconnected = None, 0.0, False

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def upload(self, name, content):
        """Puts a picture into ComfyUI's input folder, in the place of one of that name: done twice it is the same."""
        mark = secrets.token_hex(16)
        part = f'--{mark}\r\nContent-Disposition: form-data; name="image"; filename="{name}"\r\n'
        over = f'\r\n--{mark}\r\nContent-Disposition: form-data; name="overwrite"\r\n\r\ntrue\r\n--{mark}--\r\n'
        body = (part + "Content-Type: application/octet-stream\r\n\r\n").encode() + content + over.encode()
        status, answer = self.request("POST", "/upload/image", body, f"multipart/form-data; boundary={mark}")
        if status != 200 or parse_object(answer).get("name") != name:
            raise Unreachable(f"POST /upload/image: {status} {answer[:200]!r}")

    def view(self, relative, root):
        """Fetches a saved picture into a folder of ours, whole or not at all. FileNotFoundError where ComfyUI has none."""
        subfolder, _, filename = relative.rpartition("/")
        query = urlencode({"filename": filename, "subfolder": subfolder, "type": "output"})
        status, content = self.request("GET", f"/view?{query}")
        if status == 404:
            raise FileNotFoundError(relative)
        if status != 200:
            raise Unreachable(f"GET /view: {status}")
        path = os.path.join(root, *relative.split("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path + ".part", "wb") as handle:
            handle.write(content)
        os.replace(path + ".part", path)

    def request(self, method, path, body=None, kind="application/json"):
        """Status and bytes. A GET is tried once more on a fresh connection; a POST never, its fate is looked up."""
        if time.monotonic() - self.used_at > 3:
            self.close()
        reused = self.connection is not None
        try:
            return self._send(method, path, body, kind)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if method != "GET" or not reused:
                raise Unreachable(f"{method} {path}: {error!r}") from error
        self.reconnected = True
        try:
            return self._send(method, path, body, kind)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f"{method} {path}: {error!r}") from error

    def _send(self, method, path, body, kind):
        if self.connection is None:
            protocol = http.client.HTTPSConnection if self.url.scheme == "https" else http.client.HTTPConnection
            self.connection = protocol(self.url.hostname, self.url.port, timeout=HTTP_TIMEOUT_S)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if data is None else {"Content-Type": kind}
        self.connection.request(method, self.url.path.rstrip("/") + path, data, headers)
        answer = self.connection.getresponse()
        content = answer.read(MAX_ANSWER_BYTES)
        self.used_at = time.monotonic()
        return answer.status, content

    def get_json(self, path):
        """The answer as a dict. Anything else is Unreachable: an unreadable queue must never pass for an empty one."""
        status, content = self.request("GET", path)
        try:
            answer = json.loads(content) if status == 200 else None
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise Unreachable(f"GET {path}: {status} {content[:100]!r}")
        return answer

    def history(self, prompt_id):
        entry = self.get_json(f"/history/{prompt_id}").get(prompt_id)
        return entry if isinstance(entry, dict) else None

    def queued_ids(self):
        queue = self.get_json("/queue")
        entries = [entry for key in ("queue_running", "queue_pending") for entry in queue.get(key) or []]
        return {entry[1] for entry in entries if isinstance(entry, list) and len(entry) > 1}


class Cards:
    """A ComfyUI for each card of the machine, as if they were one: a prompt goes to the card that has least to do."""

    def __init__(self, urls):
        self.all = [Comfy(url) for url in urls]
        self.where = {}  # by prompt id, of those that were seen or sent in this life

    def of(self, prompt_id):
        return self.where.get(prompt_id, self.all[0])

    def take_reconnected(self):
        """Whether one of them closed its connection since the last question."""
        again = [comfy for comfy in self.all if comfy.reconnected]
        for comfy in again:
            comfy.reconnected = False
        return bool(again)

    def close(self):
        for comfy in self.all:
            comfy.close()

    def answer(self):
        """The version, once all of them answer."""
        for comfy in self.all:
            comfy.get_json("/prompt")
        system = self.all[0].get_json("/system_stats").get("system")
        version = system.get("comfyui_version") if isinstance(system, dict) else None
        return str(version or "unknown")[:100]

    def history(self, prompt_id):
        known = self.where.get(prompt_id)
        for comfy in [known] if known else self.all:
            entry = comfy.history(prompt_id)
            if entry is not None:
                self.where[prompt_id] = comfy
                return entry
        return None

    def queued_ids(self):
        ids = {prompt_id: comfy for comfy in self.all for prompt_id in comfy.queued_ids()}
        self.where.update(ids)
        return set(ids)

    def post(self, prompt_id, body, outstanding):
        """A prompt that was sent before goes where it went: there it may have arrived."""
        load = {comfy: 0 for comfy in self.all}
        for other in outstanding:
            if other != prompt_id:
                load[self.of(other)] += 1
        comfy = self.where.setdefault(prompt_id, min(self.all, key=load.get))
        return comfy.request("POST", "/prompt", body)

    def unqueue(self, ids):
        for comfy in self.all:
            comfy.request("POST", "/queue", {"delete": ids})

    def forget(self, ids):
        for comfy in self.all:
            comfy.request("POST", "/history", {"delete": ids})
        for prompt_id in ids:
            self.where.pop(prompt_id, None)

    def upload(self, name, content):
        for comfy in self.all:
            comfy.upload(name, content)

    def view(self, relative, root):
        self.all[0].view(relative, root)


def parse_object(content):
    try:
        value = json.loads(content)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def refusal(answer):
    """Code and message of a refused prompt. A missing model has a code of its own: the app can bring it."""
    error = answer.get("error") if isinstance(answer.get("error"), dict) else {}
    texts, missing = [], []
    faults = answer["node_errors"] if isinstance(answer.get("node_errors"), dict) else {}
    for node, fault in faults.items():
        for entry in fault.get("errors", []) if isinstance(fault, dict) else []:
            name = str((entry.get("extra_info") or {}).get("input_name", ""))
            is_model = entry.get("type") == "value_not_in_list" and name.endswith("_name") and name != "sampler_name"
            missing.append(is_model)
            texts.append(f"node {node} ({fault.get('class_type')}): {entry.get('type')}: {entry.get('details')}")
    if not texts:
        texts = [f"{error.get('type')}: {error.get('message')} {error.get('details') or ''}".strip()]
    return "model-missing" if missing and all(missing) else "rejected", "; ".join(texts)[:2000]


def outcome(entry):
    """What a history entry says: (code or None for success, message, [start, end] of the GPU or None)."""
    status = entry.get("status") if isinstance(entry.get("status"), dict) else {}
    messages = [message for message in status.get("messages") or [] if isinstance(message, list) and len(message) == 2]
    said = {name: data for name, data in messages if isinstance(data, dict)}
    if "execution_interrupted" in said:
        return "interrupted", "ComfyUI was told to interrupt it", None
    if "execution_error" in said or status.get("status_str") == "error":
        error = said.get("execution_error", {})
        kind, text = str(error.get("exception_type", "")), str(error.get("exception_message", "")).strip()
        message = f"node {error.get('node_id')} ({error.get('node_type')}): {kind}: {text}"[:2000]
        if "OutOfMemoryError" in kind:
            return "out-of-memory", message, None
        if "MetadataIncompleteBuffer" in text or "HeaderTooLarge" in text or "file is corrupt" in text:
            return "model-corrupt", message, None
        if "No space left" in text:
            return "disk-full", message, None
        return "execution-error", message, None
    stamps = [said.get(name, {}).get("timestamp") for name in ("execution_start", "execution_success")]
    return None, "", stamps if all(isinstance(stamp, (int, float)) for stamp in stamps) else None


# ---- shares and items ------------------------------------------------------------------------------------------------


class Item:
    """One item; its text stays in the share file at `offset`, so that 38,000 of them are small."""

    __slots__ = ("index", "state", "attempt", "base", "posts", "reuse", "ooms", "closed", "share", "offset", "paths", "bytes")

    def __init__(self, index):
        self.index, self.state, self.attempt, self.base, self.posts = index, WAITING, 0, 0, 0
        self.reuse = False  # the current attempt was never begun by ComfyUI: post it again under the same id
        self.ooms = self.closed = self.offset = self.bytes = 0  # closed: how many shares were taken when it was failed or revoked
        self.share, self.paths = None, ()


class Posted:
    """An attempt that ComfyUI has, or may have."""

    __slots__ = ("item", "id", "confirmed", "missed", "dropped", "doubt")

    def __init__(self, item, prompt_id):
        self.item, self.id = item, prompt_id
        self.confirmed = self.dropped = False
        self.missed, self.doubt = 0, None


def places(bound):
    """The inputs that a value goes to. A share of an older app has one, as a pair."""
    return [bound] if bound and isinstance(bound[0], str) else bound or []


class Share:
    """A share file, checked whole before anything of it is taken: a broken upload is refused, not half done."""

    def __init__(self, share_id, path):
        self.id, self.file = share_id, open(path, "rb")
        header = json.loads(self.file.readline())
        self.job = str(header["job"])
        self.bind = {gid: {key: places(bound) for key, bound in each.items()} for gid, each in header["bind"].items()}
        if header["share"] != share_id:
            raise ValueError(f"the file holds share {header['share']}")
        self.graphs = {gid: json.dumps(graph) for gid, graph in header["graphs"].items()}
        self.needs = {gid: [(str(n["path"]), str(n["sha256"])) for n in needs] for gid, needs in header.get("needs", {}).items()}
        self.about = {gid: {key: str(each[key]) for key in ("tags", "head", "tail")} for gid, each in header.get("about", {}).items()}
        for gid, graph in header["graphs"].items():
            if "prefix" not in self.bind[gid]:
                raise ValueError(f"graph {gid} binds no prefix")
            for node, name in (place for bound in self.bind[gid].values() for place in bound):
                graph[node]["inputs"][name] = None  # KeyError where a binding points to nothing
        self.inputs = [os.path.join(os.path.dirname(path), os.path.basename(str(name))) for name in header.get("inputs", [])]
        for each in self.inputs:
            os.stat(each)  # OSError where it was not sent
        self.items = []
        offset = self.file.tell()
        for raw in self.file:
            if raw.strip():
                line = json.loads(raw)
                if not isinstance(line["item"], int) or line["graph"] not in self.graphs:
                    raise ValueError(f"broken item line at byte {offset}")
                self.items.append((line["item"], offset))
            offset += len(raw)

    def line(self, item):
        self.file.seek(item.offset)
        return json.loads(self.file.readline())

    def parameters(self, line):
        """As A1111 writes them: the prompt, the negative one, and a line of settings. None where nobody says what they are."""
        about = self.about.get(line["graph"])
        if not about:
            return None
        negative = f"\nNegative prompt: {line['negative']}" if line.get("negative") else ""
        return f"{line.get('prompt', '')}{about['tags']}{negative}\n{about['head']}, Seed: {line.get('seed')}, {about['tail']}"

    def batch(self, line, ooms):
        bound = self.bind[line["graph"]].get("batch")
        if not bound:
            return 1
        node, name = bound[0]
        value = json.loads(self.graphs[line["graph"]])[node]["inputs"].get(name, 1)
        return max(1, (value if isinstance(value, int) else 1) >> ooms)

    def graph(self, line, prefix, ooms):
        graph, bind = json.loads(self.graphs[line["graph"]]), self.bind[line["graph"]]
        values = {**{key: line[key] for key in ("prompt", "negative", "seed") if key in line}, "prefix": prefix}
        if ooms and bind.get("batch"):
            values["batch"] = self.batch(line, ooms)
        for key, value in values.items():
            for node, name in bind.get(key, ()):
                graph[node]["inputs"][name] = value
        return graph


# ---- the service -----------------------------------------------------------------------------------------------------


class Worker:
    def __init__(self, folder, comfy, output, models, limit=0, fetches=False):
        self.folder, self.comfy, self.output = folder, comfy, output
        self.fetches = fetches  # ComfyUI's output folder is not ours to read: pictures are asked for
        self.token = lane_token(folder)
        self.namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"burst-lane:{self.token}")
        self.items, self.shares, self.job = {}, {}, None
        self.counts = dict.fromkeys((WAITING, POSTED, MADE, FAILED, RELEASED, REVOKED), 0)
        self.models, self.models_at, self.models_there = models, 0.0, set()
        self.inputs_there = set()
        self.limit, self.held, self.largest = limit, 0, 0  # bytes
        self.waiting, self.outstanding, self.releases = deque(), {}, {}
        self.took, self.remade, self.followed = {}, set(), 0
        self.stopping = self.stop_said = self.drained = self.drop_pending = False
        self.up, self.was_up, self.down_since = False, False, time.monotonic()
        self.connect_at, self.connect_wait = 0.0, 0.1
        self.check_at, self.lost_known = None, False  # when to look all outstanding up; a restart is journaled already
        self.feed_at, self.feed_wait = 0.0, 1.0
        self.per_picture, self.floor, self.progress_at = 0.2, MIN_POSTED, time.monotonic()
        self.trash, self.errors, self.finishes = deque(maxlen=1024), deque(maxlen=20), deque(maxlen=50)
        self.started_at, self.status_at, self.status_text = time.time(), 0.0, ""
        self.journal = Journal(os.path.join(folder, "journal.jsonl"))
        for line in self.journal.replay():
            try:
                self.replay(line)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
        self.inbox = Inbox(os.path.join(folder, "inbox.jsonl"))
        if self.followed > self.inbox.size():
            self.followed = 0
        self.journal.append("worker-started", pid=os.getpid(), version=VERSION)

    # -- memory, rebuilt from the journal

    def item(self, index):
        item = self.items.get(index)
        if item is None:
            item = self.items[index] = Item(index)
            self.counts[WAITING] += 1
        return item

    def hold(self, item, files):
        self.let_go(item)
        item.paths, item.bytes = tuple(file["path"] for file in files), sum(file["bytes"] for file in files)
        self.held, self.largest = self.held + item.bytes, max(self.largest, item.bytes)

    def let_go(self, item):
        self.held, item.paths, item.bytes = self.held - item.bytes, (), 0

    def set(self, item, state):
        self.counts[item.state] -= 1
        self.counts[state] += 1
        item.state = state
        if state in (FAILED, REVOKED):
            item.closed = len(self.took)
        if state in (WAITING, POSTED):
            self.drained = False

    def replay(self, line):
        kind = line["type"]
        if kind == "took":
            self.took.setdefault(line["share"], len(self.took) + 1)
            self.drained = self.stop_said = False
        elif kind == "queued":
            self.queued(self.item(line["item"]), line["attempt"], line["promptId"])
        elif kind in ("made", "attempt-failed"):
            item = self.item(line["item"])
            self.forget_posted(item)
            if kind == "made":
                self.hold(item, [line["file"], *line.get("also", [])])
                self.set(item, MADE)
            else:
                item.reuse = False
                self.let_go(item)
                item.ooms += line["code"] == "out-of-memory"
                self.remade.add(line.get("inbox"))
                self.set(item, WAITING)
        elif kind in ("failed", "released"):
            self.let_go(self.item(line["item"]))
            self.set(self.item(line["item"]), kind)
        elif kind == "unqueued":
            self.withdraw(self.item(line["item"]))
        elif kind == "revoked":
            for index in line["items"]:
                self.set(self.item(index), REVOKED)
        elif kind == "drained":
            self.drained = True
        elif kind == "stopped":
            self.stop_said = True
        elif kind == "followed":
            self.followed = line["offset"]
        elif kind == "worker-started":
            self.started_at = min(self.started_at, line["at"])

    def queued(self, item, attempt, prompt_id):
        if item.state in (FAILED, REVOKED):  # given to us again by a later share
            item.base, item.ooms = attempt - 1, 0
        item.posts = item.posts + 1 if item.attempt == attempt else 1
        item.attempt, item.reuse = attempt, False
        self.outstanding.pop(prompt_id, None)
        self.outstanding[prompt_id] = Posted(item, prompt_id)
        self.set(item, POSTED)

    def forget_posted(self, item):
        for prompt_id, posted in self.outstanding.items():  # at most MAX_POSTED
            if posted.item is item:
                del self.outstanding[prompt_id]
                self.trash.append(prompt_id)
                return

    # -- the inbox

    def follow(self):
        for start, end, raw in self.inbox.lines():
            try:
                command = json.loads(raw)
                self.command(command, command["command"], start, end <= self.followed)
            except Exception as error:  # a command that cannot be carried out must not stop those behind it
                log(f"inbox line at byte {start} ignored: {error!r}")
        if self.inbox.offset > self.followed and not self.releases:
            self.followed = self.inbox.offset
            self.journal.append("followed", offset=self.followed)

    def command(self, command, name, start, done):
        if name == "take":
            self.take(command["share"], command["file"])
        elif name == "stop":
            self.stopping = True
            self.drop_pending = not self.stop_said or self.drop_pending
        elif done:
            return  # carried out before this start; an old acknowledge must not delete what was remade since
        elif name == "acknowledge":
            for index in command["items"]:
                item = self.items.get(index)
                if item and item.state == MADE:
                    self.release(item)
        elif name == "remake":
            self.remake(command["item"], str(command["code"])[:64], command.get("attempt"), start)
        elif name == "revoke":
            self.revoke(command["items"])

    def take(self, share_id, file):
        if share_id not in self.shares:
            try:
                share = Share(share_id, os.path.join(self.folder, os.path.basename(file)))
                if self.job not in (None, share.job):
                    raise ValueError(f"it belongs to job {share.job}, this lane works for {self.job}")
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                self.journal.append("refused", share=share_id, code="share-unreadable", message=repr(error)[:1000])
                return
            self.job, self.shares[share_id] = share.job, share
            self.admit(share)
            if self.stop_said or self.stopping:
                self.stopping = self.drop_pending = False

    def admit(self, share):
        is_new = share.id not in self.took
        ordinal = self.took.setdefault(share.id, len(self.took) + 1)
        for index, offset in share.items:
            item = self.item(index)
            if item.state in (FAILED, REVOKED) and item.closed < ordinal:
                item.base, item.ooms, item.reuse = item.attempt, 0, False
                self.set(item, WAITING)
            if item.share is None or item.state == WAITING:
                item.share, item.offset = share, offset
            if item.state == WAITING:
                self.waiting.append(item)
        share.items = None
        if is_new:
            self.drained = self.stop_said = False
            self.journal.append("took", share=share.id, count=self.count_of(share))

    def count_of(self, share):
        share.file.seek(0)
        return sum(1 for raw in share.file if raw.strip()) - 1

    def delete_files(self, item):
        """True when none of its files is left."""
        try:
            for path in item.paths:
                if os.path.exists(full := os.path.join(self.output, *path.split("/"))):
                    os.remove(full)
        except OSError as error:
            log(f"cannot delete a picture of item {item.index}, will retry: {error}")
            return False
        return True

    def release(self, item):
        if not self.delete_files(item):
            self.releases[item.index] = item
            return
        self.releases.pop(item.index, None)
        self.let_go(item)
        self.set(item, RELEASED)
        self.journal.append("released", item=item.index)

    def remake(self, index, code, attempt, start):
        item = self.items.get(index)
        if not item or item.state not in (MADE, RELEASED):
            return
        if start in self.remade or attempt not in (None, item.attempt):
            return  # asked for, and done, before
        self.delete_files(item)
        self.releases.pop(index, None)
        self.let_go(item)
        self.attempt_failed(item, code, "the app asked to make it again", inbox=start)

    def revoke(self, indexes):
        wanted = list(self.items.values()) if indexes is None else [self.items[i] for i in indexes if i in self.items]
        given = []
        for item in wanted:
            # Begun means posted, except for an attempt that was taken back from the queue before it ran.
            if item.state == WAITING and (item.attempt == item.base or (item.attempt == item.base + 1 and item.reuse)):
                self.set(item, REVOKED)
                given.append(item.index)
            elif item.state == REVOKED and indexes is not None:
                given.append(item.index)
        for first in range(0, max(1, len(given)), 10_000):
            self.journal.append("revoked", items=given[first : first + 10_000])

    # -- what became of an attempt

    def attempt_failed(self, item, code, message, final=False, **more):
        self.forget_posted(item)
        self.journal.append("attempt-failed", item=item.index, attempt=item.attempt, code=code, message=message, **more)
        self.errors.append({"item": item.index, "code": code, "message": message, "at": time.time()})
        item.reuse, item.ooms = False, item.ooms + (code == "out-of-memory")
        if final or item.attempt - item.base >= MAX_ATTEMPTS:
            self.set(item, FAILED)
            self.journal.append("failed", item=item.index, attempts=item.attempt, code=code, message=message)
            return
        self.set(item, WAITING)
        self.waiting.appendleft(item)
        if code in ("server-error", "disk-full"):
            self.feed_at, self.feed_wait = time.monotonic() + self.feed_wait, min(30.0, self.feed_wait * 2)

    def made(self, item, files, gpu):
        self.forget_posted(item)
        self.hold(item, files)
        self.set(item, MADE)
        more = {"also": files[1:]} if len(files) > 1 else {}
        self.journal.append("made", item=item.index, attempt=item.attempt, file=files[0], gpu=gpu, **more)
        self.finishes.append(time.monotonic())
        self.feed_wait = 1.0

    def unpost(self, item):
        """ComfyUI provably never began it: it waits again, as the same attempt."""
        self.withdraw(item)
        self.journal.append("unqueued", item=item.index, attempt=item.attempt)
        self.waiting.appendleft(item)

    def withdraw(self, item):
        # Not into the trash: the same id will be posted again, and its history is still wanted then.
        self.outstanding = {key: posted for key, posted in self.outstanding.items() if posted.item is not item}
        item.reuse = True
        self.set(item, WAITING)

    def stem(self, item):
        return f"{item.index:06d}-a{item.attempt}-{self.token}"

    def prefix(self, item):
        """Unique per attempt, or ComfyUI's cache names a file that is gone; a folder a thousand keeps listing cheap."""
        job = re.sub(r"[^A-Za-z0-9_-]", "_", self.job or "job")[:64]
        return f"burst/{job}/{item.index // 1000}/{self.stem(item)}"

    def settle(self, posted, entry):
        item = posted.item
        code, message, gpu = outcome(entry)
        if code:
            return self.attempt_failed(item, code, message, final=code == "model-corrupt")
        outputs = entry.get("outputs") if isinstance(entry.get("outputs"), dict) else {}
        images = [image for node in outputs.values() if isinstance(node, dict) for image in node.get("images") or []]
        paths = [
            safe_relative(image.get("subfolder") or "", image["filename"])
            for image in images
            if isinstance(image, dict)
            and image.get("type") == "output"
            and str(image.get("filename", "")).startswith(self.stem(item) + "_")  # not a cached name of another attempt
        ]
        if not paths or None in paths:
            named = ", ".join(str(image.get("filename")) for image in images if isinstance(image, dict))[:500]
            return self.attempt_failed(item, "picture-missing", f"ComfyUI named no picture of this attempt ({named})")
        try:
            self.fetch(paths)
            self.describe(item, paths)
            self.made(item, [picture_facts(self.output, path) for path in paths], gpu)
        except FileNotFoundError:
            self.attempt_failed(item, "picture-missing", f"{paths[0]} is not in the output folder")
        except (Corrupt, OSError) as error:
            self.attempt_failed(item, "picture-corrupt", str(error)[:1000])

    def describe(self, item, paths):
        """Before a picture is hashed: prompt, seed and settings go where viewers of A1111's pictures look for them."""
        text = item.share.parameters(item.share.line(item)) if item.share else None
        for path in paths if text else ():
            describe(self.output, path, text)

    def fetch(self, paths):
        for path in paths if self.fetches else ():
            if not os.path.exists(os.path.join(self.output, *path.split("/"))):
                self.comfy.view(path, self.output)

    def adopt(self, item):
        """Take over whole pictures of this attempt that ComfyUI no longer remembers. False: none, None: a part."""
        count = item.share.batch(item.share.line(item), item.ooms) if item.share else 1
        paths = [f"{self.prefix(item)}_{number:05d}_.png" for number in range(1, count + 1)]
        try:
            self.fetch(paths)
            self.describe(item, paths)
            files = [picture_facts(self.output, path) for path in paths]
        except (Corrupt, OSError):
            return None if os.path.exists(os.path.join(self.output, *paths[0].split("/"))) else False
        self.made(item, files, None)
        return True

    # -- ComfyUI

    def connect(self):
        if time.monotonic() < self.connect_at:
            return
        self.connect_at, self.connect_wait = time.monotonic() + self.connect_wait, min(1.0, self.connect_wait * 1.5)
        try:
            version = self.comfy.answer()
        except Unreachable:
            return
        self.lost_known, self.was_up, self.up, self.connect_wait = self.was_up, True, True, 0.1
        self.journal.append("comfyui-up", version=version)
        self.comfy.take_reconnected()
        self.check_at, self.progress_at = 0.0, time.monotonic()

    def go_down(self, message):
        self.comfy.close()
        self.up, self.down_since, self.connect_at = False, time.monotonic(), time.monotonic() + 0.1
        self.journal.append("comfyui-down", message=message[:1000])

    def check(self):
        """Look up all outstanding ones: queue first, then history, because an item moves that way under one lock."""
        self.check_at = None
        queued = self.comfy.queued_ids() if self.outstanding else set()
        missing, alive = [], set()
        for posted in list(self.outstanding.values()):
            if posted.id in queued or self.comfy.history(posted.id) is not None:
                posted.confirmed, posted.missed, posted.dropped, posted.doubt = True, 0, False, None
                alive.add(self.comfy.of(posted.id))
            elif (adopted := self.adopt(posted.item)) is not True:
                posted.missed += 1
                missing.append((posted, adopted))
        if any(posted.missed < 2 for posted, _ in missing):
            self.check_at = time.monotonic() + SECOND_LOOK_S
            return
        lost = {}  # of each card that remembers nothing: what it may have been rendering
        for posted, _ in missing:
            if posted.confirmed and not posted.dropped and (card := self.comfy.of(posted.id)) not in alive:
                lost.setdefault(card, posted)
        if lost and not self.lost_known:
            self.journal.append("comfyui-down", message="its queue and history are lost")
            self.journal.append("comfyui-up", version="restarted")
        self.lost_known = False
        for posted, adopted in reversed(missing):  # reversed: each goes to the front of the waiting
            item = posted.item
            if posted.doubt:
                self.attempt_failed(item, *posted.doubt)
            elif posted in lost.values() or adopted is None:
                self.attempt_failed(item, "comfyui-restarted", "ComfyUI lost it, possibly while rendering it")
            elif not posted.confirmed and item.posts >= MAX_POSTS_OF_ONE_ATTEMPT:
                self.attempt_failed(item, "post-lost", f"posted {item.posts} times, never seen in queue or history")
            else:
                self.unpost(item)

    def post_target(self):
        ahead = max(self.floor, math.ceil(2 * self.poll_interval() / self.per_picture) + 1)
        return min(MAX_POSTED, max(ahead, MIN_POSTED * len(self.comfy.all)))

    def poll_interval(self):
        return min(0.25, max(0.02, self.per_picture / 4))

    def feed(self):
        while (
            len(self.outstanding) < self.post_target()
            and self.waiting
            and self.up
            and not self.stopping
            and self.check_at is None
            and self.journal.healthy()
            and time.monotonic() >= self.feed_at
        ):
            item = self.waiting[0]
            if item.state == WAITING:
                if not self.has_models(item) or not self.has_room():
                    return
                self.bring_inputs(item.share)
            self.waiting.popleft()
            if item.state == WAITING:
                self.post(item)

    def has_room(self):
        """Whether another picture fits beside those that wait to be fetched, where these may take only so much."""
        return not self.limit or self.held + (len(self.outstanding) + 1) * self.largest <= self.limit

    def has_models(self, item):
        """Whether every model of the item's graph is there, and is what it should be. They come in the order of the items."""
        if item.share is None or not item.share.needs:
            return True
        missing = [need for need in item.share.needs.get(item.share.line(item)["graph"], ()) if need not in self.models_there]
        if missing and time.monotonic() >= self.models_at:
            self.models_at = time.monotonic() + MODELS_SECONDS
            self.models_there.update(need for need in missing if is_model(self.models, *need))
            missing = [need for need in missing if need not in self.models_there]
        return not missing

    def post(self, item):
        if not self.outstanding:
            self.progress_at = time.monotonic()
        if item.share is None:
            return self.attempt_failed(item, "share-missing", "its share file is gone", final=True)
        attempt = item.attempt if item.reuse else item.attempt + 1
        prompt_id = str(uuid.uuid5(self.namespace, f"{self.job}/{item.share.id}/{item.index}/{attempt}"))
        line = item.share.line(item)
        self.journal.append("queued", item=item.index, attempt=attempt, promptId=prompt_id)
        self.queued(item, attempt, prompt_id)
        if not self.journal.healthy():
            return self.unpost(item)
        posted = self.outstanding[prompt_id]
        body = {
            "prompt": item.share.graph(line, self.prefix(item), item.ooms),
            "prompt_id": prompt_id,
            "client_id": f"burst-{self.token}",  # nobody listens there: without one, frames would go to every socket
            "extra_data": {
                "extra_pnginfo": {"burst": {"job": self.job, "item": item.index, "id": line.get("id"), **self.models_of(item, line)}},
                "preview_method": "none",
            },
        }
        try:
            status, content = self.comfy.post(prompt_id, body, self.outstanding)
        except Unreachable as error:
            log(f"doubtful {error}")
            self.check_at = 0.0
            return
        self.answered(posted, status, content)

    def bring_inputs(self, share):
        """Gives ComfyUI the pictures that the graphs start from."""
        for path in share.inputs if share else ():
            if path not in self.inputs_there:
                with open(path, "rb") as handle:
                    self.comfy.upload(os.path.basename(path), handle.read())
                self.inputs_there.add(path)

    def models_of(self, item, line):
        """By their hashes, those that were brought: what an instance has by itself nobody has hashed."""
        brought = dict(item.share.needs.get(line["graph"], ()))
        return {"models": brought} if brought else {}

    def answered(self, posted, status, content):
        answer = parse_object(content)
        if status == 200 and answer.get("prompt_id") == posted.id:
            if answer.get("node_errors"):  # accepted, but a branch would be skipped silently
                self.attempt_failed(posted.item, *refusal(answer), final=True)
                self.comfy.unqueue([posted.id])
            posted.confirmed = True
        elif 400 <= status < 500 and status not in (408, 425, 429):
            self.attempt_failed(posted.item, *(refusal(answer) if answer else ("rejected", f"{status}")), final=True)
        else:
            text = content[:500].decode("utf-8", "replace")
            posted.doubt = ("server-error", f"POST /prompt answered {status}: {text}")
            self.check_at = 0.0

    def collect(self):
        """Poll the oldest one of each card, and on while the next is finished too."""
        had, finished = len(self.outstanding), 0
        for card in self.comfy.all:
            while self.check_at is None:
                posted = next((each for each in self.outstanding.values() if self.comfy.of(each.id) is card), None)
                entry = card.history(posted.id) if posted else None
                if entry is None:
                    break
                try:
                    self.settle(posted, entry)
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    self.attempt_failed(posted.item, "history-unreadable", repr(error)[:1000])
                finished += 1
                self.feed()
        if finished:
            now = time.monotonic()
            was_dry, seen = finished >= had and bool(self.waiting), (now - self.progress_at) / finished
            # Down at once, up slowly: the first picture also loads the model, and a poll too slow starves the GPU.
            self.per_picture = max(0.001, min(seen, 0.7 * self.per_picture + 0.3 * seen))
            self.floor = min(MAX_POSTED, 2 * self.floor) if was_dry else max(MIN_POSTED, self.floor - 1)
            self.progress_at = now
        elif self.outstanding and time.monotonic() - self.progress_at > max(5.0, 4 * self.per_picture):
            self.check_at = self.progress_at = time.monotonic()

    def drop(self):
        """For stop: take back what ComfyUI has not begun. The running one is left alone."""
        if self.outstanding:
            self.comfy.unqueue(list(self.outstanding))
            for posted in self.outstanding.values():
                posted.dropped = True
            self.check_at = 0.0
        self.drop_pending = False

    def empty_trash(self):
        if self.up and self.trash and self.journal.healthy():
            ids = [self.trash.popleft() for _ in range(min(len(self.trash), 256))]
            try:
                self.comfy.forget(ids)
            except Unreachable:
                self.trash.extend(ids)

    # -- the loop

    def talk(self):
        try:
            if not self.up:
                self.connect()
            if self.up and self.drop_pending:
                self.drop()
            if self.comfy.take_reconnected():
                self.check_at = 0.0
            if self.up and self.check_at is not None and time.monotonic() >= self.check_at:
                self.check()
            if self.up:
                self.collect()
                self.feed()
        except Unreachable as error:
            self.go_down(str(error))

    def conclude(self):
        if self.stopping and not self.up and self.outstanding and time.monotonic() - self.down_since > 5:
            for posted in list(self.outstanding.values()):  # nobody is left to finish them
                if self.adopt(posted.item) is not True:
                    self.unpost(posted.item)
        if self.stopping and not self.stop_said and not self.outstanding:
            self.stop_said = True
            self.journal.append("stopped")
        if self.took and not self.drained and self.counts[WAITING] + self.counts[POSTED] == 0:
            self.drained = True
            self.journal.append("drained")

    def tick(self):
        self.journal.flush()
        self.follow()
        for item in list(self.releases.values()):
            self.release(item)
        self.talk()
        self.conclude()
        self.write_status()
        self.journal.sync()
        self.empty_trash()

    def wait(self):
        until = time.monotonic() + (self.poll_interval() if self.outstanding else 0.05)
        while (left := until - time.monotonic()) > 0 and not self.inbox.has_grown():
            time.sleep(min(left, 0.05))

    def write_status(self):
        if time.monotonic() - self.status_at < 1:
            return
        self.status_at = time.monotonic()
        done, failed = self.counts[MADE] + self.counts[RELEASED], self.counts[FAILED]
        pending = self.counts[WAITING] + self.counts[POSTED]
        ended = "failed" if failed and not done else "completed"
        spread = self.finishes[-1] - self.finishes[0] if len(self.finishes) > 1 else 0
        posted = next(iter(self.outstanding.values()), None)
        line = posted.item.share.line(posted.item) if posted and posted.item.share else {}
        status = {
            "version": "1.0",
            "job_id": self.job,
            "status": ended if self.drained else "stopped" if self.stop_said else "running",
            "total": done + failed + pending,
            "completed": done,
            "failed": failed,
            "pending": pending,
            "current": {"id": line.get("id"), "prompt_id": posted.id} if posted else None,
            "started_at": iso(self.started_at),
            "images_per_minute": round((len(self.finishes) - 1) * 60 / spread, 2) if spread else 0,
            "errors": [{**error, "at": iso(error["at"])} for error in self.errors],
        }
        text = json.dumps(status)
        if text == self.status_text:
            return
        try:
            text_now = json.dumps({**status, "updated_at": iso(time.time())})
            write_atomically(os.path.join(self.folder, "job_status.json"), text_now)
            self.status_text = text
        except OSError as error:
            log(f"job_status.json cannot be written: {error}")


def iso(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def die_when_stdin_ends():
    while sys.stdin.buffer.read1(65536):
        pass
    os._exit(0)


def run(folder):
    os.makedirs(folder, exist_ok=True)
    held = lock(os.path.join(folder, "worker.lock"))
    if held is None:
        log(f"another worker has {folder}")
        return 75
    if os.environ.get("BURST_DIE_ON_STDIN_EOF") == "1":
        threading.Thread(target=die_when_stdin_ends, daemon=True).start()
    begin_anew(folder)
    comfy = Cards(os.environ.get("COMFYUI_URL", "http://127.0.0.1:8188").split())
    output = os.environ.get("COMFYUI_OUTPUT", os.path.join("comfyui", "output"))
    models = os.environ.get("COMFYUI_MODELS", os.path.join(os.path.dirname(output), "models"))
    limit = os.environ.get("BURST_OUTPUT_LIMIT_BYTES", "")
    fetches = os.environ.get("COMFYUI_FETCH") == "1"
    worker = Worker(folder, comfy, output, models, int(limit) if limit.isdigit() else 0, fetches)
    while not (worker.drained and read_text(os.path.join(folder, RENEW))):
        worker.tick()
        worker.wait()
    log("this lane is another job's from now on")
    return 0  # whoever keeps this program running starts it again


# ---- renew: a machine that was kept for the next job -----------------------------------------------------------------

RENEW, JOB, LEFT = "renew", "job.id", ("journal.jsonl", "inbox.jsonl", "job_status.json", "lane.id")
RENEW_SECONDS = 120


def read_text(path):
    try:
        with open(path, encoding="utf-8") as handle:
            return handle.read().strip()
    except OSError:
        return ""


def begin_anew(folder):
    """Puts aside what another job left here, where that is asked for. A crash in between is gone on with at the next start."""
    job = read_text(os.path.join(folder, RENEW))
    if not job:
        return
    aside = os.path.join(folder, "before")
    os.makedirs(aside, exist_ok=True)
    for name in os.listdir(folder):
        if name in LEFT or (name.startswith("share-") and name.endswith(".jsonl")):
            os.replace(os.path.join(folder, name), os.path.join(aside, name))
    write_atomically(os.path.join(folder, JOB), job)
    os.remove(os.path.join(folder, RENEW))


def renew(folder, job):
    """Asks the worker to begin anew for this job, and waits until it has. Nothing happens where it has already."""
    wanted, journal = os.path.join(folder, RENEW), os.path.join(folder, "journal.jsonl")
    if read_text(os.path.join(folder, JOB)) != job:
        write_atomically(wanted, job)
    until = time.monotonic() + RENEW_SECONDS
    while time.monotonic() < until:
        if not os.path.exists(wanted) and os.path.exists(journal) and read_text(os.path.join(folder, JOB)) == job:
            return 0
        time.sleep(0.05)
    log("the worker works on another job still")
    return 1


# ---- attach ----------------------------------------------------------------------------------------------------------


def append_commands(path, ended):
    """Whole stdin lines to the inbox. A line cut off by the end of stdin is dropped: half a command is none."""
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BINARY, 0o644)
    try:
        if ends_torn(path):  # by an earlier attach on a full disk, or power loss
            os.write(fd, b"\n")
        while (line := sys.stdin.buffer.readline()).endswith(b"\n"):
            while line:
                line = line[os.write(fd, line) :]
            os.fsync(fd)
    except OSError as error:
        log(f"inbox cannot be written: {error}")
    ended.set()
    time.sleep(2)  # the main thread ends the process; unless nobody reads its stdout
    os._exit(0)


def stdout_closed(poller):
    return bool(poller and any(event & (select.POLLERR | select.POLLHUP) for _, event in poller.poll(0)))


def attach(folder, offset):
    os.makedirs(folder, exist_ok=True)
    out = sys.stdout.buffer
    poller = None
    if hasattr(select, "poll"):
        poller = select.poll()
        poller.register(out.fileno(), 0)
    if os.name == "nt":
        import msvcrt

        msvcrt.setmode(out.fileno(), os.O_BINARY)
        msvcrt.setmode(sys.stdin.fileno(), os.O_BINARY)
    ended = threading.Event()
    threading.Thread(target=append_commands, args=(os.path.join(folder, "inbox.jsonl"), ended), daemon=True).start()
    fd = os.open(os.path.join(folder, "journal.jsonl"), os.O_RDONLY | os.O_CREAT | BINARY, 0o644)
    os.lseek(fd, offset, os.SEEK_SET)
    try:
        while True:
            last_round = ended.is_set()
            while chunk := os.read(fd, 1 << 16):
                out.write(chunk)
                out.flush()
            if last_round or stdout_closed(poller):
                break
            ended.wait(0.03)
    except OSError:
        pass  # the reader is gone; it comes back with the offset it has
    os._exit(0)  # without Python's own flush of a closed stdout, and without waiting for stdin


def main():
    parser = argparse.ArgumentParser(prog="worker.py", description="Burst's worker")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run").add_argument("--dir", required=True)
    attaching = commands.add_parser("attach")
    attaching.add_argument("--dir", required=True)
    attaching.add_argument("--from", dest="offset", type=int, default=0)
    renewing = commands.add_parser("renew")
    renewing.add_argument("--dir", required=True)
    renewing.add_argument("--job", required=True)
    commands.add_parser("version")
    args = parser.parse_args()
    if args.command == "run":
        return run(args.dir)
    if args.command == "attach":
        return attach(args.dir, max(0, args.offset))
    if args.command == "renew":
        return renew(args.dir, args.job)
    print(VERSION)
    return 0


if __name__ == "__main__":
    sys.exit(main())
