"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Subscription(TypedDict, total=False):
    """sns: Subscription."""

    Endpoint: str
    SubscriptionArn: str
    TopicArn: str


class Topic(TypedDict, total=False):
    """sns: Topic."""

    TopicArn: str
