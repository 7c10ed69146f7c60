"""How tokens begin and what the keys of secrets are called: one list, every word of which a test tries.

The beginnings are those that vendors publish and scanners look for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

TOKENS = {
    "GitHub": "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
    "GitLab": "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941",
    "Slack": "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe.xoxp- xoxe.xoxb- xoxc- xoxd- xapp-",
    "payment": "sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sq0atp- sq0csp- sq0idp- live_sk_ test_sk_ FLWSECK- FLWSECK_TEST- shippo_live_",
    "hosting": "dop_v1_ doo_v1_ dor_v1_ HRKU- CFPAT- cfut_ cfat_ pscale_tkn_ pscale_pw_ pscale_oauth_",
    "registry": "dckr_pat_ dckr_oat_ rubygems_ jfrt@ CLOJARS_",
    "Google": "AIza GOCSPX- ya29. 1//0",
    "secret stores": "hvs. hvb. hvr. dp.pt. dp.st. dp.ct. dp.scim. dp.audit. AGE-SECRET-KEY-1 AGE-PLUGIN- tskey-",
    "shops": "shpat_ shpss_ shpca_ shppa_ duffel_live_ duffel_test_ EZAK EZTK",
    "work": "ATATT3 ATCTT3 lin_api_ lin_oauth_ PMAK- PMAT- pat-na1- pat-eu1- CFPAT-",
    "uploads": "vercel_blob_rw_ vercel_blob_ro_",
    "watching": "hcaik_ hcbik_ hcxik_ hcxlk_ NRAK- NRJS- NRII- NRRA- glsa_ glc_ sntrys_ sntryu_ dt0c01. dt0s01.",
    "models": "pcsk_ sk-proj- sk-ant- sk-svcacct- sk-admin- sk-or-v1- nvapi- lsv2_pt_ lsv2_sk_ tvly-",
    "mail": "xkeysib- xsmtpsib- mlsn.",
    "clouds": "gAAAAA bkua_ scwtok_ CCIPAT_ CCIPRJ_",
    "frameworks": "django-insecure-",
    "bots": "apify_api_ AAAAAAAAAAAAAAAAAAAAA",
}  # fmt: skip
"""How tokens begin, by who gives them, when nothing else begins so; what follows has to have a piece that is no word."""
LOOSE = (
    "sk- hf_ api_org_ r8_ gsk_ pa- fc- SG. re_ pubkey- LTAI AKID SCW SCWSECRET dapi pul- tfp_ ovh_ dsapi EAA "
    "AQVN IGQV bot_ mfa. lp_ npm_ pypi- cio AKCp cmVmd secret_ patE rnd_ fo1_ fm1_ fm2_ v1.0- vcp_ vck_ nfp_ phx_ phc_ "
    "sqp_ squ_ sqa_ sonar_ ATOA BBDC- ATBB ABSK sbp_ sgp_ ops_eyJ ntn_ xai- pplx- figd_ figo_ rdme_ csk- fw_ jina_ e2b_ "
    "napi_ npg_ tk-us-"
).split()
"""The same when names begin so too: what follows has to look drawn at random from end to end."""
GLUED = (
    "password passwd passphrase passcode motdepasse mot-de-passe mot-passe mots-de-passe passwords clientsecret client-secret "
    "sharedsecret appsecret accesstoken access-token authtoken auth-token refreshtoken refresh-token sastoken sas-token "
    "bearertoken idtoken sessiontoken apitoken api-token usertoken bottoken api-key access-key account-key secret-key private-key "
    "shared-key storage-key master-key consumer-key consumer-secret application-key application-secret app-key app-secret "
    "client-key signing-key subscription-key license-key licence-key auth-key webhook-key deploy-key sas-key admin-key "
    "preshared-key pre-shared-key registration-key integration-key encryption-password keypass storepass access-signature "
    "sharedaccesskey sharedaccesssignature dockerconfigjson sshpass aes-key hmac-key fernet-key recovery-key "
    "unlock-key host-key function-key instrumentation-key recovery-code recovery-codes backup-code backup-codes pin-code otp-seed "
    "snmp-community community-string redis-auth bind-pw ovh-consumer clé-api clé-d-api clé-accès clé-d-accès "
    "clé-secrète clé-privée clé-wifi clé-du-wifi clé-wpa clé-wep clé-chiffrement clé-de-chiffrement clé-de-signature "
    "clé-partagée clé-licence clé-de-licence code-secret code-d-accès code-accès code-pin code-wifi code-du-wifi "
    "code-de-déverrouillage code-alarme code-de-l-alarme code-porte code-de-la-porte code-d-entrée code-portail code-coffre code-du-coffre "
    "code-sim code-puk digicode secret-partagé secret-radius radius-secret validation-key decryption-key bdd-pass db-pass sql-pass "
    "user-pass admin-pass root-pass smtp-pass ftp-pass ldap-pass mail-pass phrase-secrète phrase-de-passe mdpasse salt-key "
    "nonce-key logged-in-key"
).split()
"""What keys of secrets are called, glued to what stands before or not; a hyphen stands for a space, a sign or nothing.

An accent may be left out, and a key is a « clef » too.
"""
ALONE = (
    "secret secrets-value token jeton jeton-accès jeton-d-accès jeton-de-session jeton-d-api pwd mdp mdps psk credential credentials "
    "webhook-url creds kennwort passwort"
).split()
"""The same for words that others end with: they begin a word, or are the hump of a camel."""
SIGNED = "sig signature pass otp code-verifier passe session-id sessionid phpsessid jsessionid sid connect.sid csrf pw pin salt puk".split()
"""Those that mean a secret only before an equals sign."""
SUFFIXES = (
    "value val valeur plain plaintext text data b64 base64 hash prod production dev test preprod recette staging admin root user db bdd "
    "base sql old new app api client oauth smtp ftp ldap ssh wifi wpa vpn mail"
).split()
"""What may stand after the word, and leaves it a secret."""
HARMLESS = frozenset(
    "aucun aucune non none null nil true false oui yes no latest stable required requis optional rotated enabled disabled vide empty "
    "undefined changed unknown inconnu reset expired manual auto automatic default n/a na todo tbd redacted masked hidden string "
    "absent changeme-not obligatoire facultatif active actif inactive inactif "
    "aes256 aes-256 rsa-4096 sse-kms sse-s3 kms cmk customermanaged platformmanaged".split()
)
"""What a key of a secret may say without telling one."""
DECLARED = "aws azurerm google openstack outscale ovh scaleway vsphere".split()
"""What the types of Terraform begin with: the name of something declared stands in place of a value."""


CALLED = (
    "password passwd passphrase pass mot-de-passe mots-de-passe motdepasse mot-passe mdp mdps pwd psk code-secret code-d-accès code-pin "
    "code-wifi clé-d-accès clé-secrète clé-wifi clé-privée clé-api clé-d-api passe token jeton secret api-key access-token"
).split()
"""What a sentence, or a key of several words, calls a secret before it says whose."""
ABOUT = (
    "age arn change changed changement changer complexity complexité count days delay duration durée enabled encryption expiration "
    "expire expiry file history id interval jours length lifetime longueur max maximum min minimum mode name nom oubli oublié oubliés "
    "path période policy politique procédure reset rotation règle règles rule rules store ttl type uri url valid validity validité "
    "vault version"
).split()
"""Words beside that name which tell of the secret, and not the secret."""
RARE_SIGNS = "!#$%^&*?~"
SIGNS = f"{RARE_SIGNS}@+="
"""The signs of which passwords have to have one; the rare ones no address or path has."""


def spelled(word: str) -> str:
    """The expression of a word but for its first letter: joined by any sign or none, accents left out, « clef » for « clé »."""
    joined = re.escape(word).replace(r"\-", "[ _.'-]?")
    return re.sub(r"^lé\[", "léf?[", joined).replace("é", "[eé]").replace("è", "[eè]")


def forked(words: Iterable[str], spelled: Callable[[str], str] = re.escape) -> str:
    """An alternation of words, the longest first, that looks at the first letter before it tries each of them."""
    forks: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        forks.setdefault(word[0], []).append(spelled(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in forks.items())


BEGINS = r"(?:(?<![^\W\d_])|(?<=(?-i:[a-z]))(?=(?-i:[A-Z])))"
AFTER = rf"(?:[_ .-]?(?:{'|'.join(SUFFIXES)})|[_-]?\d{{1,2}})?"
KEY = rf"(?:{forked(GLUED, spelled)}|{BEGINS}(?:{forked(ALONE, spelled)})|(?<=_)(?:pass|pw)|encryption[ _-]?key|(?<=(?-i:[a-z]))(?-i:Pass))"
"""The name of a secret, in any spelling, at the end of whatever stands before."""
