#!/usr/bin/env node
// A function in JavaScript that knows nothing but the Runtime API.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

async function main() {
  for (;;) {
    const next = await fetch(`${api}/next`);
    const id = next.headers.get('lambda-runtime-aws-request-id');
    const event = await next.json();
    console.log(`node got ${JSON.stringify(event)}`);
    if (event.fail) {
      await fetch(`${api}/${id}/error`, {
        method: 'POST',
        headers: { 'Lambda-Runtime-Function-Error-Type': 'Foreign.Failed' },
        body: JSON.stringify({ errorType: 'Foreign.Failed', errorMessage: 'as told' }),
      });
    } else if (event.stream) {
      await fetch(`${api}/${id}/response`, {
        method: 'POST',
        headers: { 'Lambda-Runtime-Function-Response-Mode': 'streaming', 'Content-Type': 'text/plain' },
        duplex: 'half',
        body: new ReadableStream({
          async start(controller) {
            for (const part of event.stream) controller.enqueue(new TextEncoder().encode(part));
            controller.close();
          },
        }),
      });
    } else {
      const context = next.headers.get('lambda-runtime-client-context');
      await fetch(`${api}/${id}/response`, {
        method: 'POST',
        body: JSON.stringify({ language: 'node', event, context: context && JSON.parse(context), arn: next.headers.get('lambda-runtime-invoked-function-arn') }),
      });
    }
  }
}

main().catch(() => process.exit(0)); // the platform is gone
