"""Runs the command line of Espressif's NVS generator, many times in one process. Each line in is a job
as JSON: the files to lay into an empty folder (Base64) and the arguments. The answer is the image in
Base64, or null where the generator refused.
"""

import base64
import contextlib
import io
import json
import os
import sys
import tempfile

from esp_idf_nvs_partition_gen import nvs_partition_gen


def run(argv):
    sys.argv = ['nvs_partition_gen', *argv]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            nvs_partition_gen.main()
    except (Exception, SystemExit):  # most of its refusals are tracebacks
        return None
    with open('out.bin', 'rb') as image:
        return base64.b64encode(image.read()).decode()


for line in sys.stdin:
    job = json.loads(line)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, content in job['files'].items():
            with open(name, 'wb') as file:
                file.write(base64.b64decode(content))
        print(json.dumps(run(job['argv'])), flush=True)
        os.chdir('/')
