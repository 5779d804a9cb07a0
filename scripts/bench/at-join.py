"""The AT dialogue that a user would script: pyserial, a line at a time, on to the next as soon as the device answers.

Usage: at-join.py PORT SSID PASSWORD; prints the address. The firmware has been started by whoever used the port before.
"""

import re
import sys
import time

import serial

port, ssid, password = sys.argv[1:]
device = serial.serial_for_url(port, 115200, timeout=0.2)


def wait_for(pattern, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = re.search(pattern, device.readline().decode(errors='replace'))
        if found:
            return found
    return None


def order(command):
    device.write(f'{command}\r\n'.encode())
    if not wait_for(r'^OK', 5):
        sys.exit(f'no OK to {command.partition("=")[0]}')


for _ in range(20):  # until the console is there
    device.write(b'AT\r\n')
    if wait_for(r'^OK', 0.5):
        break
else:
    sys.exit('no console')
order(f'AT+WIFI_SSID={ssid}')
order(f'AT+WIFI_PASSWORD={password}')
device.write(b'AT+WIFI_CONNECT\r\n')
address = wait_for(r'\b(\d+\.\d+\.\d+\.\d+)\b', 30)
if not address:
    sys.exit('no address')
device.write(b'AT+REBOOT\r\n')
device.flush()
print(address[1])
