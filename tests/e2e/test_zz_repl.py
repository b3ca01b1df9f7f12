import io, time, traceback, contextlib, pathlib
import pytest
pytestmark = pytest.mark.e2e

def test_repl(open_browser, new_context, island, run_jobs, editor, moderator, marketer, admin, settings):
    ns = dict(locals())
    cmd, out = pathlib.Path("/tmp/e2e/cmd.py"), pathlib.Path("/tmp/e2e/out.txt")
    end = time.monotonic() + 2400
    pathlib.Path("/tmp/e2e/up").write_text(island)
    while time.monotonic() < end:
        if not cmd.exists():
            time.sleep(0.1); continue
        time.sleep(0.05)
        code = cmd.read_text(); cmd.unlink()
        if code.strip() == "quit": break
        buf = io.StringIO()
        with contextlib.redirect_stdout(buf):
            try: exec(code, ns)
            except BaseException: traceback.print_exc(file=buf)
        tmp = pathlib.Path("/tmp/e2e/out.tmp"); tmp.write_text(buf.getvalue() + "\n[done]"); tmp.rename(out)
