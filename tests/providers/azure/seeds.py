"""A small estate for each Azure collector, in the shapes that Resource Manager answers, and the facts that must be read back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.demo.arm_tokens import TENANT
from auditor.providers.azure.services.edges import LINKED
from auditor.providers.azure.services.machines import TYPES
from tests.emulators.azure import MARSEILLE, PARIS, TOWN, Cloud, arm
from tests.providers.azure import seeds_databases, seeds_records, seeds_services, seeds_stores
from tests.providers.azure.seeds_common import (
    COMPUTE,
    KEY,
    KEY_VERSION,
    PLAIN,
    STORAGE,
    TAGS,
    WORKSPACE,
    Expected,
    id_of,
    setting,
    to,
)


def cognitive(cloud: Cloud) -> Expected:
    """A Swedish account with a deployment of each scope."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    cloud.add(
        arm(
            one, tags=TAGS, location="Sweden Central", properties={"userOwnedStorage": [{"resourceId": arm(f"{STORAGE}/questions")["id"]}]}
        ),
        arm(f"{one}/deployments/mondial", sku={"name": "GlobalStandard"}),
        arm(f"{one}/deployments/local", sku={"name": "Standard"}),
    )
    cloud.add(
        arm(f"{one}-2", kind="AIServices", properties={"locations": {"regions": [{"name": "France Central"}, {"name": "West Europe"}]}})
    )
    anywhere = [{"country": None, "region": "global", "account": TOWN}]
    there = {**PLAIN, "region": "swedencentral"}
    return {
        id_of(one): {**there, "tags": TAGS, "origin": None, "flows.copy": [to(f"{STORAGE}/questions")], "flows.processing": anywhere},
        id_of(f"{one}-2"): {**PLAIN, "flows.copy": None, "flows.processing": [{"region": "westeurope", "account": TOWN}]},
    }


def ai(cloud: Cloud) -> Expected:
    """A search service and a workspace with the town's key."""
    search, workspace = "Microsoft.Search/searchServices/recherche", "Microsoft.MachineLearningServices/workspaces/labo"
    keepers = {"storageAccount": arm(f"{STORAGE}/labo")["id"]}
    cloud.add(
        arm(search, tags=TAGS),
        arm(workspace, properties={"encryption": {"keyVaultProperties": {"keyIdentifier": KEY_VERSION}}, **keepers}),
        arm(
            f"{workspace}/datastores/brut", properties={"datastoreType": "AzureBlob", "accountName": "brut", "endpoint": "core.windows.net"}
        ),
        arm(f"{workspace}/datastores/lac", properties={"datastoreType": "OneLake", "oneLakeWorkspaceName": "w"}),
    )
    source = {"source": id_of(workspace)}
    kept = [{**to(f"{STORAGE}/labo"), **source}, {"to": "https://brut.blob.core.windows.net", **source}]
    return {
        id_of(search): {**PLAIN, "tags": TAGS, "public.access": False, "flows.share": None},
        id_of(workspace): {"encryption.at_rest": True, "encryption.key": KEY},
        id_of(f"{workspace}/datastores"): {"flows.copy": [*kept, {"to": "datastore:onelake/lac", **source}], "region": PARIS},
    }


def communication(cloud: Cloud) -> Expected:
    """Two global resources whose data is in France, and in the United States."""
    one, two = "Microsoft.Communication/CommunicationServices/sms", "Microsoft.Communication/EmailServices/courriel"
    domain = f"{two}/domains/rivemont.example"
    cloud.add(
        arm(one, location="global", tags=TAGS, properties={"dataLocation": "France"}),
        arm(two, location="Global", properties={"dataLocation": "United States"}),
        arm(domain, location="global", properties={"dataLocation": "United States"}),
    )
    away = {**PLAIN, "region": "unitedstates"}
    return {id_of(one): {**PLAIN, "region": "france", "tags": TAGS}, id_of(two): away, id_of(domain): away}


def factory(cloud: Cloud) -> Expected:
    """A factory that writes to buckets of AWS and of others, to a server somewhere, to a database of Azure; and only reads a bucket."""
    one = "Microsoft.DataFactory/factories/flux"
    photos = "https://photos.blob.core.windows.net"
    linked: dict[str, tuple[str, dict[str, str]]] = {
        "s3": ("AmazonS3", {"serviceUrl": "https://s3.eu-west-3.amazonaws.com"}),
        "ovh": ("AmazonS3Compatible", {"serviceUrl": "https://s3.gra.io.cloud.ovh.net"}),
        "depot": ("Sftp", {"host": "sftp.editeur.example"}),
        "ici": ("AzureBlobStorage", {}),
        "photos": ("AzureBlobStorage", {"serviceEndpoint": f"{photos}/"}),
        "base": ("AzureSqlDatabase", {"server": "srv.database.windows.net,1433"}),
        "rds": ("SqlServer", {"server": "agents.eu-west-3.rds.amazonaws.com"}),
    }
    located = {"location": {"type": "AmazonS3CompatibleLocation", "bucketName": "ovh"}}
    sets: dict[str, tuple[str, str, dict[str, Any]]] = {
        "echanges": ("s3", "AmazonS3Object", {"bucketName": "rivemont-echanges"}),
        "albums": ("s3", "AmazonS3Object", {"bucketName": "rivemont-albums"}),
        "lus": ("s3", "AmazonS3Object", {"bucketName": "rivemont-lus"}),
        "loin": ("ovh", "Binary", located),
        "photos": ("photos", "Binary", {}),
        "table": ("base", "AzureSqlTable", {}),
    }

    def copy(source: str, target: str) -> dict[str, Any]:
        return {"type": "Copy", "inputs": [{"referenceName": source}], "outputs": [{"referenceName": target}]}

    loop = {"type": "ForEach", "typeProperties": {"activities": [copy("photos", "albums")]}}
    choice = {"type": "IfCondition", "typeProperties": {"ifFalseActivities": [copy("lus", "table")]}}
    cloud.add(
        arm(one, tags=TAGS),
        *(arm(f"{one}/linkedservices/{name}", properties={"type": kind, "typeProperties": said}) for name, (kind, said) in linked.items()),
        *(
            arm(f"{one}/datasets/{name}", properties={**_read_from(service), "type": kind, "typeProperties": said})
            for name, (service, kind, said) in sets.items()
        ),
        arm(f"{one}/pipelines/nuit", properties={"activities": [{"type": "Wait"}, loop, choice]}),
    )
    copies = [
        {"to": "arn:aws:s3:::rivemont-echanges"},
        {"to": "arn:aws:s3:::rivemont-albums", "source": photos},
        {"to": "https://srv.database.windows.net", "source": "arn:aws:s3:::rivemont-lus"},
        {"to": "amazons3compatible://s3.gra.io.cloud.ovh.net"},
        {"to": "sftp://sftp.editeur.example"},
        {"to": "sqlserver://agents.eu-west-3.rds.amazonaws.com"},
    ]
    return {id_of(one): {"flows.copy": copies, "flows.share": None, "tags": TAGS}}


def _read_from(service: str) -> dict[str, Any]:
    return {"linkedServiceName": {"referenceName": service}}


def edges(cloud: Cloud) -> Expected:
    """A Front Door, a CDN and a Front Door of the first sort."""
    door, cdn, classic = "Microsoft.Cdn/profiles/porte", "Microsoft.Cdn/profiles/cdn", "Microsoft.Network/frontDoors/ancienne"
    pages, behind, base = "Microsoft.Web/staticSites/pages", "Microsoft.Web/sites/calcul", "Microsoft.DocumentDB/databaseAccounts/base"
    names = [f"Microsoft.Network/{one}" for one in ("dnsZones", "privateDnsZones", "trafficManagerProfiles")]
    backends = {"backendPools": [{"properties": {"backends": [{"address": "www.rivemont.example"}]}}]}
    cloud.add(
        arm(door, location="Global", tags=TAGS, sku={"name": "Premium_AzureFrontDoor"}),
        arm(f"{door}/originGroups/site", properties={}),
        arm(f"{door}/originGroups/site/origins/o", properties={"hostName": "site.azurewebsites.net"}),
        setting(door),
        arm(cdn, location="Global", sku={"name": "Standard_Microsoft"}),
        arm(f"{cdn}/endpoints/e", properties={"origins": [{"name": "o", "properties": {"hostName": "fichiers.example"}}]}),
        arm(classic, location="Global", properties=backends),
        arm(pages, properties={"repositoryUrl": "https://forge.example/site"}),
        arm(f"{pages}/linkedBackends/b", properties={"backendResourceId": arm(behind)["id"], "region": "East US"}),
        arm(f"{pages}/userProvidedFunctionApps/f", properties={"functionAppResourceId": arm(behind)["id"], "functionAppRegion": "eastus"}),
        arm(f"{pages}/databaseConnections/d", properties={"resourceId": arm(base)["id"], "region": "westeurope"}),
        arm(f"{pages}-seules", properties={one: [] for one in LINKED}),
        *(arm(f"{one}/x", location="global") for one in names),
    )
    anywhere = [{"country": None, "region": "global", "account": TOWN}]
    everywhere = {"region": "global", "flows.cache": anywhere, "flows.processing": anywhere}
    return {
        id_of(door): {**everywhere, "cdn.origins": ["site.azurewebsites.net"], "flows.logs": [to(WORKSPACE)], "tags": TAGS},
        id_of(cdn): {**everywhere, "cdn.origins": ["fichiers.example"], "flows.logs": None},
        id_of(pages): {
            "region": PARIS,
            "flows.cache": anywhere,
            "flows.processing": [to(behind, region="eastus"), to(base, region="westeurope")],
            "cdn.origins": ["https://forge.example/site"],
        },
        id_of(f"{pages}-seules"): {"region": PARIS, "flows.cache": anywhere, "flows.processing": None, "cdn.origins": None},
        **{id_of(f"{one}/x"): {"region": "global", "flows.logs": None} for one in names},
        id_of(classic): {**everywhere, "cdn.origins": ["www.rivemont.example"], "flows.logs": None},
    }


def policy(cloud: Cloud) -> Expected:
    """Locations restricted but for one group; geo-redundancy denied; public access only audited; one policy not enforced."""
    scope, authorization = f"/subscriptions/{TOWN}", "providers/Microsoft.Authorization"
    named = {"listOfAllowedLocations": {"type": "Array"}}
    outside = {
        "allOf": [{"field": "location", "notIn": "[parameters('listOfAllowedLocations')]"}, {"field": "location", "notEquals": "global"}]
    }
    deny, effect = {"effect": "deny"}, {"effect": "[parameters('effect')]"}
    geo = {"field": "Microsoft.Storage/storageAccounts/sku.name", "in": ["Standard_GRS", "Standard_RAGRS"]}
    public = {"field": "Microsoft.Storage/storageAccounts/allowBlobPublicAccess", "notEquals": "false"}
    audit = {"effect": {"type": "String", "defaultValue": "audit"}}

    def definition(name: str, rule: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
        id = f"/{authorization}/policyDefinitions/{name}"
        cloud.add({"id": id, "properties": {"policyRule": rule, "parameters": parameters}})
        return id

    def assign(name: str, target: str, where: str = scope, **more: Any) -> str:
        id = f"{where}/{authorization}/policyAssignments/{name}"
        cloud.add({"id": id, "properties": {"policyDefinitionId": target, "enforcementMode": "Default", **more}})
        return id

    locations = definition("regions", {"if": outside, "then": deny}, named)
    member = {"policyDefinitionId": locations, "parameters": {"listOfAllowedLocations": {"value": "[parameters('regions')]"}}}
    initiative = f"/{authorization}/policySetDefinitions/socle"
    cloud.add({"id": initiative, "properties": {"policyDefinitions": [member], "parameters": {"regions": {"type": "Array"}}}})
    root = f"/providers/Microsoft.Management/managementGroups/{TENANT}"
    cloud.azure.descendants[TENANT] = [TOWN]
    spared = str(arm(f"{STORAGE}/site")["id"]).lower()
    allowed = {"regions": {"value": ["France Central", "francesouth", "westeurope"]}}
    assigned = assign("socle", initiative, root, parameters=allowed, notScopes=[spared])
    assign("local", definition("grs", {"if": geo, "then": deny}, {}))
    assign("public", definition("public", {"if": public, "then": effect}, audit))
    narrow = {"listOfAllowedLocations": {"value": [PARIS]}}
    assign("essai", locations, parameters=narrow, enforcementMode="DoNotEnforce")
    cloud.add({"id": f"{spared}/{authorization}/policyExemptions/e", "properties": {"policyAssignmentId": assigned}})
    cloud.add({"id": f"{scope}/{authorization}/policyExemptions/sans", "properties": {"policyAssignmentId": "autre"}})
    facts = {
        "guardrail.binding": True,
        "guardrail.regions": [PARIS, MARSEILLE, "westeurope"],
        "guardrail.unsure": None,
        "guardrail.exemptions": [spared],
        "guardrail.policies": ["socle"],
        "guardrail.attached_to_root": True,
        "guardrail.resource_policies": ["local"],
    }
    return {scope: facts}


def machines(cloud: Cloud) -> Expected:
    """One of each sort: of Azure in its region or in an edge zone, and of the authority, which stand nobody knows where."""
    vm, loose = f"{COMPUTE}/virtualMachines/vm", f"{COMPUTE}/virtualMachines/bord"
    ours = [f"{COMPUTE}/virtualMachineScaleSets/x"]
    theirs = [f"{one}/x" for one in TYPES if not one.startswith(COMPUTE)]
    cloud.add(
        arm(vm, tags=TAGS),
        arm(loose, location="westus", extendedLocation={"type": "EdgeZone", "name": "losangeles"}),
        *(arm(one, location="westeurope") for one in (*ours, *theirs)),
    )
    return {
        id_of(vm): {"region": PARIS, "site.country": None, "tags": TAGS},
        id_of(loose): {"site.country": None},
        **{id_of(one): {"region": "westeurope", "site.country": None} for one in ours},
        **{id_of(one): {"tags": {}} for one in theirs},
    }


def inventory(cloud: Cloud) -> Expected:
    """A group in America, what it holds in Paris, and a type that nobody has heard of."""
    cloud.add(
        {"id": f"/subscriptions/{TOWN}/resourceGroups/ville", "location": "westus"},
        arm("Microsoft.Network/virtualNetworks/reseau", tags=TAGS),
        arm("Microsoft.Nouveau/choses/une"),
        arm("Microsoft.Nouveau/choses/partout", location="global"),
        arm("Microsoft.Datadog/monitors/dd", location="westus2"),
    )
    return {
        id_of("Microsoft.Nouveau/choses/partout"): {},
        id_of("Microsoft.Datadog/monitors/dd"): {},
        f"/subscriptions/{TOWN}/resourcegroups/ville": {"region": "westus"},
        id_of("Microsoft.Network/virtualNetworks/reseau"): {"region": PARIS, "tags": TAGS},
        id_of("Microsoft.Nouveau/choses/une"): {"region": PARIS},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    **seeds_stores.SEEDS,
    **seeds_databases.SEEDS,
    **seeds_records.SEEDS,
    **seeds_services.SEEDS,
    **{seed.__name__: seed for seed in (cognitive, ai, communication, factory, edges, policy, machines, inventory)},
}
