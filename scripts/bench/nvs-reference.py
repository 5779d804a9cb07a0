"""Makes NVS images with Espressif's generator, in the way that is fastest for it: one process, values
in memory, no CSV, no files. Each line in is a job as JSON; the answer has the processor seconds that its
images took and the SHA-256 of the last one.
"""

import hashlib
import io
import json
import sys
import time

from esp_idf_nvs_partition_gen.nvs_partition_gen import Page, nvs_close, nvs_open, write_entry

for line in sys.stdin:
    job = json.loads(line)
    # As the generator's own command line does: the size without the reserved page.
    data_size = job['size'] - Page.PAGE_PARAMS['max_size']
    start = time.process_time()
    for _ in range(job['images']):
        image = io.BytesIO()
        nvs = nvs_open(image, data_size, version=Page.VERSION2)
        write_entry(nvs, job['namespace'], 'namespace', '', '')
        for key, value in job['strings']:
            write_entry(nvs, key, 'data', 'string', value)
        nvs_close(nvs)
    seconds = time.process_time() - start
    sha256 = hashlib.sha256(image.getbuffer()).hexdigest()
    print(json.dumps({'seconds': seconds, 'sha256': sha256}), flush=True)
