"""Asks the addresses on other sites that pages link to whether they are still there, politely.

One host is asked one thing at a time and few things in a row; its robots.txt is heeded; an answer is not read. What
fails is asked again after an hour and after a day, and only then called broken.
"""

from collections import defaultdict
from datetime import timedelta
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import urllib3
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import ExternalAddress
from core.outbound import REDIRECTS, RefusedError, UnreachableError, ask

AT_LOOPBACK = False  # Whether this machine may be asked, as in tests.
TIMEOUT = urllib3.Timeout(connect=5, read=10)
MOST_AT_ONCE, MOST_OF_A_HOST = 60, 5
MOST_REDIRECTS = 5
LARGEST_ROBOTS = 500 * 1024  # https://www.rfc-editor.org/rfc/rfc9309#section-2.5
FROM_MACHINES = {401, 403, 405, 406, 429, 451, 999}  # Answers to machines that tell nothing of what readers find.
PAUSES = (timedelta(hours=1), timedelta(days=1))
NEXT_TIME = timedelta(days=14)


def due() -> dict[str, list[int]]:
    """Some of the addresses to be checked, by host; puts them off, so that none is queued twice."""
    now = timezone.now()
    waiting = ExternalAddress.objects.filter(next_check_at__lte=now, links__page__live=True)
    by_host: dict[str, list[int]] = defaultdict(list)
    for key, address in waiting.order_by("next_check_at").values_list("pk", "address").distinct()[: MOST_AT_ONCE * 5]:
        keys = by_host[host_of(address)]
        if len(keys) < MOST_OF_A_HOST and sum(map(len, by_host.values())) < MOST_AT_ONCE:
            keys.append(key)
    chosen = [key for keys in by_host.values() for key in keys]
    ExternalAddress.objects.filter(pk__in=chosen).update(next_check_at=now + PAUSES[0])
    return {host: keys for host, keys in by_host.items() if keys}


def host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def check(keys: list[int]) -> None:
    """Checks addresses of one host, one after the other."""
    robots: dict[str, RobotFileParser] = {}
    for row in ExternalAddress.objects.filter(pk__in=keys).order_by("pk"):
        final = False
        try:
            problem = problem_with(row.address, robots)
        except RefusedError as error:
            problem, final = str(error), True
        except ValueError:
            problem, final = _("its address cannot be read"), True
        except UnreachableError as error:
            problem = str(error)
        note(row, problem, final)


def note(row: ExternalAddress, problem: str, final: bool) -> None:
    now = timezone.now()
    row.checked_at, row.problem = now, problem[:300]
    row.failures = min(row.failures + 1, 100) if problem else 0
    row.is_broken = final or row.failures > len(PAUSES)
    pause = PAUSES[row.failures - 1] if problem and not row.is_broken else NEXT_TIME
    row.next_check_at = now + pause
    row.save()


def problem_with(address: str, robots: dict[str, RobotFileParser]) -> str:
    """What a reader would meet there; nothing where it is in order, or where we may not look."""
    for _step in range(MOST_REDIRECTS + 1):
        if not may_look(address, robots):
            return ""
        status, location = look(address)
        if status in REDIRECTS and location:
            address = urljoin(address, location)
        elif status < 400 or status in FROM_MACHINES:
            return ""
        else:
            return _("the site answers with the code {code}").format(code=status)
    return _("it is redirected too often")


def look(address: str) -> tuple[int, str]:
    """Status and `Location`. Some servers know no HEAD, or answer it wrongly: then by GET."""
    status, location = 0, ""
    for method in ("HEAD", "GET"):
        response = get(method, address)
        status, location = response.status, response.headers.get("Location", "")
        response.close()
        if status < 400:
            break
    return status, location


def get(method: str, address: str) -> urllib3.BaseHTTPResponse:
    return ask(method, urlsplit(address), user_agent(), allow_loopback=AT_LOOPBACK, timeout=TIMEOUT)


def may_look(address: str, robots: dict[str, RobotFileParser]) -> bool:
    """What the host's robots.txt says to us; one that cannot be had forbids nothing."""
    place = urljoin(address, "/robots.txt")
    if place not in robots:
        robots[place] = RobotFileParser()
        robots[place].parse(lines_of(place))
    return robots[place].can_fetch(user_agent(), address)


def lines_of(place: str) -> list[str]:
    try:
        response = get("GET", place)
    except UnreachableError:
        return []
    try:
        return response.read(LARGEST_ROBOTS).decode(errors="replace").splitlines() if response.status == 200 else []
    except (urllib3.exceptions.HTTPError, OSError):
        return []
    finally:
        response.close()


def user_agent() -> str:
    return f"LeadersIsland/1.0 (check of links; {settings.BASE_URL})"
