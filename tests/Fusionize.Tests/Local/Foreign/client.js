// Drives a platform with AWS's own client: node client.js ENDPOINT FOLDER, the folder with node.zip and python.zip in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as lambda from '@aws-sdk/client-lambda';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';

const [endpoint, folder] = process.argv.slice(2);
const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const client = new lambda.LambdaClient(options);
const logs = new CloudWatchLogsClient(options);
const send = (name, input) => client.send(new lambda[`${name}Command`](input));
const text = (bytes) => new TextDecoder().decode(bytes);
const json = (answer) => JSON.parse(text(answer.Payload));
const waiting = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
async function all(pages, member) {
  const items = [];
  for await (const page of pages) items.push(...page[member]);
  return items;
}

for (const name of ['node', 'python']) {
  const created = await send('CreateFunction', {
    FunctionName: name,
    Runtime: 'provided.al2023',
    Handler: 'bootstrap',
    Role: 'arn:aws:iam::000000000000:role/foreign',
    Code: { ZipFile: await readFile(join(folder, `${name}.zip`)) },
    MemorySize: 512,
    Timeout: 30,
    Environment: { Variables: { STAGE: 'test' } },
    Tags: { team: 'foreign' },
  });
  assert.equal(created.FunctionName, name);
  await lambda.waitUntilFunctionExists(waiting, { FunctionName: name });
  await lambda.waitUntilFunctionActiveV2(waiting, { FunctionName: name });
}
const python = await send('Invoke', { FunctionName: 'python', Payload: '{"ä":[1]}', LogType: 'Tail' });
assert.deepEqual(json(python), { language: 'python', event: { 'ä': [1] }, memory: '512' });
assert.match(Buffer.from(python.LogResult, 'base64').toString(), /^START RequestId: [\s\S]*python got[\s\S]*REPORT RequestId: /);

const custom = { custom: { user: 'ä€' } };
const node = await send('Invoke', { FunctionName: 'node', Payload: '{"x":1}', ClientContext: Buffer.from(JSON.stringify(custom)).toString('base64') });
assert.deepEqual(json(node), { language: 'node', event: { x: 1 }, context: custom, arn: 'arn:aws:lambda:us-east-1:000000000000:function:node' });
const failed = await send('Invoke', { FunctionName: 'node', Payload: '{"fail":true}' });
assert.deepEqual([failed.StatusCode, failed.FunctionError, json(failed).errorType], [200, 'Unhandled', 'Foreign.Failed']);
assert.equal((await send('Invoke', { FunctionName: 'node', InvocationType: 'DryRun' })).StatusCode, 204);
assert.equal((await send('Invoke', { FunctionName: 'node', InvocationType: 'Event', Payload: '{"event":true}' })).StatusCode, 202);

await send('UpdateFunctionConfiguration', { FunctionName: 'node', MemorySize: 256, LoggingConfig: { LogFormat: 'JSON' } });
await lambda.waitUntilFunctionUpdatedV2(waiting, { FunctionName: 'node' });
for (const version of ['1', '2', '3']) {
  await send('UpdateFunctionConfiguration', { FunctionName: 'node', Description: version, Environment: { Variables: { STAGE: `v${version}` } } });
  assert.equal((await send('PublishVersion', { FunctionName: 'node' })).Version, version);
  await lambda.waitUntilPublishedVersionActive(waiting, { FunctionName: 'node', Qualifier: version });
}
await send('CreateAlias', { FunctionName: 'node', Name: 'live', FunctionVersion: '2', RoutingConfig: { AdditionalVersionWeights: { 3: 0.5 } } });
await send('CreateAlias', { FunctionName: 'node', Name: 'old', FunctionVersion: '1' });
assert.match((await send('Invoke', { FunctionName: 'node', Qualifier: 'live', Payload: '{}' })).ExecutedVersion, /^[23]$/);

const paging = { client, pageSize: 1 };
assert.deepEqual((await all(lambda.paginateListFunctions(paging, {}), 'Functions')).map((f) => f.FunctionName), ['node', 'python']);
assert.deepEqual((await all(lambda.paginateListVersionsByFunction(paging, { FunctionName: 'node' }), 'Versions')).map((v) => v.Version), ['$LATEST', '1', '2', '3']);
assert.deepEqual((await all(lambda.paginateListAliases(paging, { FunctionName: 'node' }), 'Aliases')).map((a) => a.Name), ['live', 'old']);

const account = await send('GetAccountSettings', {});
assert.equal(account.AccountUsage.FunctionCount, 2);
await send('AddPermission', { FunctionName: 'node', StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' });
assert.equal(JSON.parse((await send('GetPolicy', { FunctionName: 'node' })).Policy).Statement[0].Sid, 'url');
const url = await send('CreateFunctionUrlConfig', { FunctionName: 'node', AuthType: 'NONE' });
const page = await fetch(`${url.FunctionUrl}a%20b?c=d`, { headers: { cookie: 'e=f' } });
const request = (await page.json()).event;
assert.deepEqual([page.status, request.rawPath, request.queryStringParameters, request.cookies], [200, '/a%20b', { c: 'd' }, ['e=f']]);
assert.equal((await all(lambda.paginateListFunctionUrlConfigs(paging, { FunctionName: 'node' }), 'FunctionUrlConfigs')).length, 1);

for (const qualifier of ['$LATEST', 'live', 'old']) await send('PutFunctionEventInvokeConfig', { FunctionName: 'node', Qualifier: qualifier, MaximumRetryAttempts: 0 });
assert.equal((await send('GetFunctionEventInvokeConfig', { FunctionName: 'node' })).MaximumRetryAttempts, 0);
assert.equal((await all(lambda.paginateListFunctionEventInvokeConfigs(paging, { FunctionName: 'node' }), 'FunctionEventInvokeConfigs')).length, 3);
assert.equal((await send('PutFunctionRecursionConfig', { FunctionName: 'node', RecursiveLoop: 'Allow' })).RecursiveLoop, 'Allow');
assert.equal((await send('GetFunctionRecursionConfig', { FunctionName: 'node' })).RecursiveLoop, 'Allow');
assert.equal((await send('GetFunction', { FunctionName: 'node' })).Tags.team, 'foreign');

const streamed = await send('InvokeWithResponseStream', { FunctionName: 'node', Payload: '{"stream":["one ","two ","drei ä"]}' });
let received = '';
let complete;
for await (const event of streamed.EventStream) {
  if (event.PayloadChunk) received += text(event.PayloadChunk.Payload);
  if (event.InvokeComplete) complete = event.InvokeComplete;
}
assert.deepEqual([received, complete.ErrorCode], ['one two drei ä', undefined]);

await assert.rejects(send('GetFunction', { FunctionName: 'absent' }), lambda.ResourceNotFoundException);
await assert.rejects(send('CreateAlias', { FunctionName: 'node', Name: 'live', FunctionVersion: '1' }), lambda.ResourceConflictException);
await assert.rejects(send('UpdateFunctionConfiguration', { FunctionName: 'node', Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:l:1'] }), lambda.InvalidParameterValueException);
await assert.rejects(send('Invoke', { FunctionName: 'node', Payload: '{' }), lambda.InvalidRequestContentException);
await assert.rejects(send('UpdateAlias', { FunctionName: 'node', Name: 'live', RevisionId: 'other' }), lambda.PreconditionFailedException);

const found = await all(paginateFilterLogEvents({ client: logs, pageSize: 2 }, { logGroupName: '/aws/lambda/python' }), 'events');
assert.ok(found.some((e) => e.message.includes('python got')) && found.some((e) => e.message.startsWith('REPORT')));

for (const name of ['node', 'python']) await send('DeleteFunction', { FunctionName: name });
assert.deepEqual(await all(lambda.paginateListFunctions(paging, {}), 'Functions'), []);
console.log('done');
