"""Runs a Python module or script with a serial port that answers as quickly as a local one.

pyserial's RFC 2217 client sleeps 50 ms for each answer of the server, and sets all of the port anew whenever a time-out
is changed, which esptool does before most commands. A port of the same computer has no such waits. Here the client
looks again after 1 ms; nothing else is changed.

Usage: quick-port.py (-m MODULE | SCRIPT) [ARGUMENTS]
"""

import runpy
import sys
import time
import types

import serial.rfc2217

LOOK_AGAIN_SECONDS = 0.001

quick = types.SimpleNamespace(**{name: getattr(time, name) for name in dir(time)})
quick.sleep = lambda seconds: time.sleep(min(seconds, LOOK_AGAIN_SECONDS))
serial.rfc2217.time = quick

sys.argv = sys.argv[1:]
if sys.argv[0] == '-m':
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name='__main__')
