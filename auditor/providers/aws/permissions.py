"""The least-privilege IAM policy, printed from what the collectors declare: it cannot drift from what they call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from auditor.i18n import _
from auditor.providers.aws.revealing import REVEALING
from auditor.providers.contract import Call
from auditor.providers.forms import no_form

MANAGED = 6_144
"""Characters, spaces aside, that AWS takes as one managed policy; of those a role takes ten."""
ROLE = "residency-auditor"
ONLY = {"cassandra:Select": ("/keyspace/system*", "/keyspace/*/")}
"""What would also read rows of tables, and is granted on what describes them only. Keyspaces has no other permission to read."""
BESIDE = {"timestream:": "timestream:DescribeEndpoints"}
"""What the SDK asks by itself before any call of a service: where its own part of it answers."""
SHOWS_SECRETS = "CanAnswerWithSecrets"
"""The name of the statement of what can show more than settings, since a policy takes no comments."""
OF_THE_ORGANISATION = "organizations:"


def forms() -> dict[str, str]:
    """The formats, the default first, and what each is."""
    return {
        "policy": _("one policy document"),
        "managed": _("as many managed policies as its size takes"),
        "organization": _("the same, and the right to take the role in every account"),
        "cloudformation": _("a template of the role, for every account"),
    }


def written(calls: Iterable[Call], form: str = "", partition: str = "aws", *, revealing: bool = True) -> dict[str, Any]:
    """The policy as one document, as several managed ones by name, with the right to take the role in other accounts, or as a template.

    What can answer with secrets stands in a statement of its own, or nowhere without `revealing`.
    Raises ProviderError for another form.
    """
    declared = {call.needs for call in calls if revealing or call.needs not in REVEALING}
    beside = {action for service, action in BESIDE.items() if any(one.startswith(service) for one in declared)}
    prefix, needed = f"arn:{partition}", sorted(declared | beside)
    match form or "policy":
        case "policy":
            return _document(_statements(needed, prefix))
        case "managed":
            return _managed(needed, prefix)
        case "organization":
            taking = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Resource": [f"{prefix}:iam::*:role/{ROLE}"]}
            return _managed(needed, prefix) | {f"{ROLE}-taking": _document([taking])}
        case "cloudformation":
            # The organisation is read by whoever takes the role, not in each of its accounts.
            own = [action for action in needed if not action.startswith(OF_THE_ORGANISATION)]
            return _template(_managed(own, "arn:${AWS::Partition}"))
    raise no_form(form, forms(), "AWS")


def size(document: object) -> int:
    """How AWS counts the length of a policy."""
    return len(json.dumps(document, separators=(",", ":")))


def _document(statements: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _statements(actions: list[str], prefix: str) -> list[dict[str, Any]]:
    """One statement of every action, sorted, each a read; one of what can show secrets; one for each that is granted on some resources."""
    wide = [action for action in actions if action not in ONLY and action not in REVEALING]
    shown = [action for action in actions if action in REVEALING]
    narrow = [action for action in actions if action in ONLY]
    everything = [{"Effect": "Allow", "Action": wide, "Resource": "*"}] if wide else []
    everything += [{"Sid": SHOWS_SECRETS, "Effect": "Allow", "Action": shown, "Resource": "*"}] if shown else []
    return everything + [
        {"Effect": "Allow", "Action": [one], "Resource": [f"{prefix}:{one.split(':')[0]}:*:*:{path}" for path in ONLY[one]]}
        for one in narrow
    ]


def _managed(actions: list[str], prefix: str) -> dict[str, dict[str, Any]]:
    """As few managed policies as can be, by name, each as full as it gets."""
    return {f"{ROLE}-{number}": document for number, document in enumerate(_filled(actions, prefix), 1)}


def _filled(actions: list[str], prefix: str) -> Iterator[dict[str, Any]]:
    taken: list[str] = []
    for action in actions:
        if size(_document(_statements([*taken, action], prefix))) > MANAGED:
            yield _document(_statements(taken, prefix))
            taken = []
        taken.append(action)
    yield _document(_statements(taken, prefix))


def _template(documents: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A CloudFormation template of the role, for a stack in one account or a stack set in all of them, in any partition."""
    for statement in (one for document in documents.values() for one in document["Statement"]):
        if isinstance(statement["Resource"], list):
            statement["Resource"] = [{"Fn::Sub": arn} for arn in statement["Resource"]]
    reads = {
        f"Reads{number}": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
        for number, document in enumerate(documents.values(), 1)
    }
    asked = {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": {"Ref": "AuditorArn"}},
        "Action": "sts:AssumeRole",
        "Condition": {"Fn::If": ["Asked", asked, {"Ref": "AWS::NoValue"}]},
    }
    role = {
        "RoleName": {"Ref": "RoleName"},
        "AssumeRolePolicyDocument": _document([trust]),
        "ManagedPolicyArns": [{"Ref": name} for name in reads],
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "A role that reads settings for the residency auditor, and nothing else. Name it under role_name in auditor.yaml.",
        "Parameters": {
            "RoleName": {"Type": "String", "Default": ROLE},
            "AuditorArn": {"Type": "String", "Description": "Who runs the auditor: the ARN of a role, a user or an account's root."},
            "ExternalId": {"Type": "String", "Default": "", "Description": "What external_id says in auditor.yaml, if anything."},
        },
        "Conditions": {"Asked": {"Fn::Not": [{"Fn::Equals": [{"Ref": "ExternalId"}, ""]}]}},
        "Resources": {**reads, "Role": {"Type": "AWS::IAM::Role", "Properties": role}},
        "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
    }
