"""The skeleton of a rule: it lints and passes its own examples once its words and its texts are filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from auditor.i18n import filled

_ID = re.compile(r"[A-Z]{3}-[0-9]{3}\Z")
_TEXT = """\
# yaml-language-server: $schema=../schema.json
id: {id}
revision: 1
title:      # what holds, as a sentence that is true when the rule passes
  fr: ""
  en: ""
failure:    # what was found, as a sentence that is true when it fails
  fr: ""
  en: ""
why:        # what it protects; may be left out
  fr: ""
  en: ""
severity: moderate      # critical, major, moderate, minor, info; capped by the force
force: recommendation   # law, regulation, standard, contract, recommendation, doctrine, upcoming
requirements: []        # ids of rules/_reference/requirements.yaml
applies_to:
  kinds: [{kinds}]
  when: {{fact: data.categories, contains_any: $PERSONAL}}
must:                   # all any not every some where fact; facts of auditor/reference/facts.yaml
  every: places
  where: {{fact: role, in: [primary, replica, backup, copy]}}
  must: {{fact: country, in: $EEA}}
remedy:     # what to do, in the imperative
  fr: ""
  en: ""
examples:   # each clause of `must` has to make one of them fail
  - name: à Paris
    resource: {{kind: {kind}, data: {{categories: [hr]}}, places: [{{role: primary, country: FR}}]}}
    expect: pass
  - name: copie en Virginie
    resource: {{kind: {kind}, data: {{categories: [hr]}}, places: [{{role: primary, country: FR}}, {{role: copy, country: US}}]}}
    expect: fail
    because: ["places[1].country"]
  - name: copie illisible
    resource: {{kind: {kind}, data: {{categories: [hr]}}, places: [{{role: primary, country: FR}}, {{role: copy}}]}}
    unknown: {{"places[1].country": "access_denied: the call that was refused"}}
    expect: unknown
    because: ["places[1].country"]
"""


def skeleton(name: str, kinds: Sequence[str]) -> str:
    """The YAML of a new rule. Raises ValueError when `name` cannot be the id of a rule."""
    if not _ID.match(name):
        raise ValueError(filled("'%(name)s' is not an id: three capitals, a hyphen, three digits, such as LOC-019", name=name))
    return _TEXT.format(id=name, kinds=", ".join(kinds), kind=kinds[0])
