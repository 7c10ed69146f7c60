"""What the declared reads can answer with beside settings: secrets that somebody wrote where AWS shows them in clear.

None of it is kept: collectors take the facts they name, and what is kept is masked. Who will not grant them leaves them out.
"""

from __future__ import annotations

REVEALING = {
    "cloudfront:GetDistributionConfig": "headers added for an origin",
    "cloudfront:ListDistributions": "headers added for an origin",
    "dms:DescribeEndpoints": "extra attributes of a connection",
    "events:ListTargetsByRule": "constant inputs and headers of targets",
    "firehose:DescribeDeliveryStream": "the token of a Splunk collector, attributes of an HTTP endpoint",
    "glue:GetConnections": "passwords of connections",
    "kafkaconnect:DescribeConnector": "the configuration of a connector, with its passwords",
    "lambda:ListFunctions": "environment variables of functions",
    "pipes:DescribePipe": "inputs and headers of targets",
    "sagemaker:DescribeModel": "environment variables of containers",
    "sagemaker:DescribeTrainingJob": "hyperparameters and environment variables",
    "sns:ListSubscriptionsByTopic": "addresses of subscribers, with what they sign in by",
}
"""Each permission, and where a secret can stand in its answers."""
