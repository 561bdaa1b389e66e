namespace Fusionize.Generators.Tests.Events;

/// <summary>Events as AWS's documentation shows them.</summary>
internal static class AwsSamples
{
    // https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    public const string Sqs = """
        {
          "Records": [
            {
              "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
              "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...",
              "body": "Test message.",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082649183",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082649185"
              },
              "messageAttributes": {
                "myAttribute": {"stringValue": "myValue", "stringListValues": [], "binaryListValues": [], "dataType": "String"},
                "blob": {"binaryValue": "3q2+7w==", "stringListValues": [], "binaryListValues": [], "dataType": "Binary"}
              },
              "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
              "awsRegion": "us-east-2"
            },
            {
              "messageId": "2e1424d4-f796-459a-8184-9c92662be6da",
              "receiptHandle": "AQEBzWwaftRI0KuVm4tP+/7q1rGgNqicHq...",
              "body": "Test message.",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1545082650636",
                "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                "ApproximateFirstReceiveTimestamp": "1545082650649"
              },
              "messageAttributes": {},
              "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
              "awsRegion": "us-east-2"
            }
          ]
        }
        """;

    // The same page: a FIFO queue.
    public const string Fifo = """
        {
          "Records": [
            {
              "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
              "receiptHandle": "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...",
              "body": "Test message.",
              "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": "1573251510774",
                "SequenceNumber": "18849496460467696128",
                "MessageGroupId": "1",
                "SenderId": "AIDAIO23YVJENQZJOL4VO",
                "MessageDeduplicationId": "1",
                "ApproximateFirstReceiveTimestamp": "1573251510774"
              },
              "messageAttributes": {},
              "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
              "eventSource": "aws:sqs",
              "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:fifo.fifo",
              "awsRegion": "us-east-2"
            }
          ]
        }
        """;

    // https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
    public const string Sns = """
        {
          "Records": [
            {
              "EventVersion": "1.0",
              "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:sns-lambda:21be56ed-a058-49f5-8c98-aedd2564c486",
              "EventSource": "aws:sns",
              "Sns": {
                "SignatureVersion": "1",
                "Timestamp": "2019-01-02T12:45:07.000Z",
                "Signature": "tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi+tE/1+82j...65r==",
                "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ac565b8b1a6c5d002d285f9598aa1d9b.pem",
                "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                "Message": "Hello from SNS!",
                "MessageAttributes": {
                  "Test": {"Type": "String", "Value": "TestString"},
                  "TestBinary": {"Type": "Binary", "Value": "TestBinary"}
                },
                "Type": "Notification",
                "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&amp;SubscriptionArn=arn:aws:sns:us-east-1:123456789012:test-lambda",
                "TopicArn": "arn:aws:sns:us-east-1:123456789012:sns-lambda",
                "Subject": "TestInvoke"
              }
            }
          ]
        }
        """;

    // https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
    public const string S3 = """
        {
          "Records": [
            {
              "eventVersion": "2.1",
              "eventSource": "aws:s3",
              "awsRegion": "us-east-2",
              "eventTime": "2019-09-03T19:37:27.192Z",
              "eventName": "ObjectCreated:Put",
              "userIdentity": {"principalId": "AWS:AIDAINPONIXQXHT3IKHL2"},
              "requestParameters": {"sourceIPAddress": "205.255.255.255"},
              "responseElements": {
                "x-amz-request-id": "D82B88E5F771F645",
                "x-amz-id-2": "vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo="
              },
              "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": "828aa6fc-f7b5-4305-8584-487c791949c1",
                "bucket": {
                  "name": "DOC-EXAMPLE-BUCKET",
                  "ownerIdentity": {"principalId": "A3I5XTEXAMAI3E"},
                  "arn": "arn:aws:s3:::lambda-artifacts-deafc19498e3f2df"
                },
                "object": {
                  "key": "b21b84d653bb07b05b1e6b33684dc11b/red+fl%C3%B6wer.jpg",
                  "size": 1305107,
                  "eTag": "b21b84d653bb07b05b1e6b33684dc11b",
                  "sequencer": "0C0F6F405D6ED209E1"
                }
              }
            }
          ]
        }
        """;

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html, of a deletion in a bucket with versions
    public const string S3Removed = """
        {"Records":[{"eventVersion":"2.2","eventSource":"aws:s3","awsRegion":"us-west-2","eventTime":"1970-01-01T00:00:00.000Z",
          "eventName":"ObjectRemoved:DeleteMarkerCreated","userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},
          "requestParameters":{"sourceIPAddress":"172.16.0.1"},"responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUV"},
          "s3":{"s3SchemaVersion":"1.0","configurationId":"testConfigRule",
            "bucket":{"name":"amzn-s3-demo-bucket","ownerIdentity":{"principalId":"A3NL1KOZZKExample"},"arn":"arn:aws:s3:::amzn-s3-demo-bucket"},
            "object":{"key":"HappyFace.jpg","versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}]}
        """;

    // https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html
    public const string EventBridge = """
        {
          "version": "0",
          "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
          "detail-type": "EC2 Instance State-change Notification",
          "source": "aws.ec2",
          "account": "111122223333",
          "time": "2017-12-22T18:43:48Z",
          "region": "us-west-1",
          "resources": ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
          "detail": {"instance-id": "i-1234567890abcdef0", "state": "terminated"}
        }
        """;

    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
    public const string Scheduled = """
        {
          "version": "0",
          "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
          "detail-type": "Scheduled Event",
          "source": "aws.events",
          "account": "123456789012",
          "time": "2015-10-08T16:53:06Z",
          "region": "us-east-1",
          "resources": ["arn:aws:events:us-east-1:123456789012:rule/my-scheduled-rule"],
          "detail": {}
        }
        """;

    // What EventBridge Scheduler sends if a schedule has no input of its own.
    public const string Scheduler = """
        {"version":"0","id":"d32c5kgd-9c09-4c7d-9c5a-5c2f0e7bf5c1","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012",
          "time":"2023-02-17T12:00:00Z","region":"us-east-1","resources":["arn:aws:scheduler:us-east-1:123456789012:schedule/default/noon"],"detail":"{}"}
        """;

    // https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
    public const string DynamoDb = """
        {
          "Records": [
            {
              "eventID": "1", "eventVersion": "1.0",
              "dynamodb": {
                "ApproximateCreationDateTime": 1479499740,
                "Keys": {"Id": {"N": "101"}},
                "NewImage": {"Message": {"S": "New item!"}, "Id": {"N": "101"}},
                "StreamViewType": "NEW_AND_OLD_IMAGES", "SequenceNumber": "111", "SizeBytes": 26
              },
              "awsRegion": "us-west-2", "eventName": "INSERT",
              "eventSourceARN": "arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291",
              "eventSource": "aws:dynamodb"
            },
            {
              "eventID": "2", "eventVersion": "1.0",
              "dynamodb": {
                "OldImage": {"Message": {"S": "New item!"}, "Id": {"N": "101"}},
                "SequenceNumber": "222",
                "Keys": {"Id": {"N": "101"}},
                "SizeBytes": 59,
                "NewImage": {"Message": {"S": "This item has changed"}, "Id": {"N": "101"}, "Tags": {"SS": ["a", "b"]}, "Sizes": {"NS": ["1.5", "2"]},
                  "Blob": {"B": "3q2+7w=="}, "Flag": {"BOOL": true}, "Gone": {"NULL": true}, "Map": {"M": {"x": {"L": [{"S": "y"}, {"N": "-7"}]}}}},
                "StreamViewType": "NEW_AND_OLD_IMAGES"
              },
              "awsRegion": "us-west-2", "eventName": "MODIFY",
              "eventSourceARN": "arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291",
              "eventSource": "aws:dynamodb"
            },
            {
              "eventID": "3", "eventVersion": "1.1", "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"},
              "dynamodb": {
                "Keys": {"Id": {"N": "101"}}, "SizeBytes": 38, "SequenceNumber": "333",
                "OldImage": {"Message": {"S": "This item has changed"}, "Id": {"N": "101"}}, "StreamViewType": "NEW_AND_OLD_IMAGES"
              },
              "awsRegion": "us-west-2", "eventName": "REMOVE",
              "eventSourceARN": "arn:aws:dynamodb:us-west-2:111122223333:table/TestTable/stream/2015-05-11T21:21:33.291",
              "eventSource": "aws:dynamodb"
            }
          ]
        }
        """;

    // https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
    public const string Kinesis = """
        {
          "Records": [
            {
              "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "1",
                "sequenceNumber": "49590338271490256608559692538361571095921575989136588898",
                "data": "SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==",
                "approximateArrivalTimestamp": 1545084650.987
              },
              "eventSource": "aws:kinesis",
              "eventVersion": "1.0",
              "eventID": "shardId-000000000006:49590338271490256608559692538361571095921575989136588898",
              "eventName": "aws:kinesis:record",
              "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
              "awsRegion": "us-east-2",
              "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream"
            },
            {
              "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": "1",
                "sequenceNumber": "49590338271490256608559692540925702759324208523137515618",
                "data": "VGhpcyBpcyBvbmx5IGEgdGVzdC4=",
                "approximateArrivalTimestamp": 1545084711.166
              },
              "eventSource": "aws:kinesis",
              "eventVersion": "1.0",
              "eventID": "shardId-000000000006:49590338271490256608559692540925702759324208523137515618",
              "eventName": "aws:kinesis:record",
              "invokeIdentityArn": "arn:aws:iam::123456789012:role/lambda-role",
              "awsRegion": "us-east-2",
              "eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/lambda-stream"
            }
          ]
        }
        """;

    // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html
    public const string Firehose = """
        {"invocationId":"invoked123","deliveryStreamArn":"aws:lambda:events","region":"us-west-2",
          "records":[{"data":"SGVsbG8gV29ybGQ=","recordId":"record1","approximateArrivalTimestamp":1510772160000}]}
        """;

    // https://docs.aws.amazon.com/eventbridge/latest/userguide/pipes-event-target.html: a pipe sends a list of records.
    public const string Pipes = """
        [{"messageId":"059f36b4","receiptHandle":"AQEB","body":"{}","attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},
          "md5OfBody":"e4e6","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:my-queue","awsRegion":"us-east-2"}]
        """;
}
