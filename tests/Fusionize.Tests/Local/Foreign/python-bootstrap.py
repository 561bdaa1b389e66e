#!/usr/bin/env python3
# A function in Python that knows nothing but the Runtime API.
import json
import os
import urllib.request

API = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation"

while True:
    with urllib.request.urlopen(API + "/next") as answer:
        request_id = answer.headers["Lambda-Runtime-Aws-Request-Id"]
        event = json.load(answer)
    print("python got", json.dumps(event), flush=True)
    body = json.dumps({"language": "python", "event": event, "memory": os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{API}/{request_id}/response", data=body)).close()
