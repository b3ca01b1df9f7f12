"""Sends many forms, each once, by `wrk`: it takes next to nothing of the processors that the server is measured on."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# The forms are the lines of a file, of which `wrk` tries one before it begins. What follows the last is no good one.
# A good answer sends the browser on.
SCRIPT = """
local bodies, sent, threads = {}, 0, {}
good, bad = 0, 0 -- Global, so that the end can ask the thread for them.
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"

function setup(thread) table.insert(threads, thread) end
function init(arguments) for line in io.lines(arguments[1]) do table.insert(bodies, line) end end

function request()
  sent = sent + 1
  return wrk.format("POST", nil, nil, bodies[sent] or "")
end

function response(status)
  if status == 303 then good = good + 1 else bad = bad + 1 end
end

function done(summary, latency)
  local errors, thread = summary.errors, threads[1]
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  print(string.format('{"good": %d, "bad": %d, "seconds": %f, "slowest_percent": %f}',
    thread:get("good"), thread:get("bad") + broken, summary.duration / 1e6, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Posted:
    """What came of it; the time in milliseconds. What was under way in the end is not among the good ones."""

    good: int
    bad: int
    seconds: float
    slowest_percent: float

    @property
    def per_second(self) -> float:
        return self.good / self.seconds


def post_each(url: str, connections: int, seconds: int, bodies: Sequence[str]) -> Posted:
    """Each of these forms once, as far as the time goes."""
    with tempfile.TemporaryDirectory() as folder:
        script, forms = Path(folder, "post.lua"), Path(folder, "forms")
        script.write_text(SCRIPT)
        forms.write_text("\n".join(bodies))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, url, "--", forms]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Posted(**json.loads(said.splitlines()[-1]))
