"""Put first on the path of a process, makes its time of day jump a day ahead, a day back and home, every second."""

import time

_DAY = 86_400.0
_now = time.time


def _jumping() -> float:
    now = _now()
    return now + (0.0, _DAY, -_DAY)[int(now) % 3]


time.time = _jumping
