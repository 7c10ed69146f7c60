"""What secrets look like: how tokens begin, what the keys of secrets are called, and the shapes that have neither.

One list, in which every alternative has an example that a test tries. The beginnings are those that vendors publish and scanners look for.
Every pattern takes what it has looked at or gives up within a bound, so that time grows as the text does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

TOKENS = {
    "GitHub": "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_",
    "GitLab": "glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt- GR1348941",
    "Slack": "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe.xoxp- xoxe.xoxb- xoxc- xoxd- xapp-",
    "payment": "sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sq0atp- sq0csp- sq0idp- live_sk_ test_sk_ FLWSECK- FLWSECK_TEST- shippo_live_",
    "hosting": "dop_v1_ doo_v1_ dor_v1_ HRKU- CFPAT- cfut_ cfat_ pscale_tkn_ pscale_pw_ pscale_oauth_",
    "registry": "dckr_pat_ dckr_oat_ rubygems_ jfrt@ CLOJARS_",
    "Google": "AIza GOCSPX- ya29. 1//0",
    "secret stores": "hvs. hvb. hvr. dp.pt. dp.st. dp.ct. dp.scim. dp.audit. AGE-SECRET-KEY-1 AGE-PLUGIN- tskey-",
    "shops": "shpat_ shpss_ shpca_ shppa_ duffel_live_ duffel_test_ EZAK EZTK",
    "work": "ATATT3 ATCTT3 lin_api_ lin_oauth_ PMAK- PMAT- pat-na1- pat-eu1- CFPAT-",
    "watching": "NRAK- NRJS- NRII- NRRA- glsa_ glc_ sntrys_ sntryu_ dt0c01. dt0s01.",
    "models": "sk-proj- sk-ant- sk-svcacct- sk-admin- sk-or-v1- nvapi- lsv2_pt_ lsv2_sk_ tvly-",
    "mail": "xkeysib- xsmtpsib- mlsn.",
    "clouds": "gAAAAA databricks- bkua_ scwtok_",
    "bots": "apify_api_ AAAAAAAAAAAAAAAAAAAAA",
}  # fmt: skip
"""How tokens begin, by who gives them, when nothing else begins so; what follows has to have a piece that is no word."""
LOOSE = (
    "sk- hf_ api_org_ r8_ gsk_ pa- fc- SG. re_ pubkey- LTAI AKID SCW SCWSECRET dapi pul- tfp_ ovh_ dsapi EAAC EAAB EAAAE "
    "AQVN IGQV bot_ mfa. lp_ npm_ pypi- cio AKCp cmVmd secret_ patE rnd_ fo1_ fm1_ fm2_ v1.0- vcp_ vck_ nfp_ phx_ phc_ "
    "sqp_ squ_ sqa_ sonar_ ATOA BBDC- ATBB ABSK sbp_ sgp_ ops_eyJ ntn_ xai- pplx- figd_ figo_ rdme_"
).split()
"""The same when names begin so too: what follows has to look drawn at random from end to end."""
GLUED = (
    "password passwd passphrase passcode motdepasse mot-de-passe mot-passe mots-de-passe passwords clientsecret client-secret "
    "sharedsecret appsecret accesstoken access-token authtoken auth-token refreshtoken refresh-token sastoken sas-token "
    "bearertoken idtoken sessiontoken apitoken api-token usertoken bottoken api-key access-key account-key secret-key private-key "
    "shared-key storage-key master-key consumer-key consumer-secret application-key application-secret app-key app-secret "
    "client-key signing-key subscription-key license-key licence-key auth-key webhook-key deploy-key sas-key admin-key "
    "preshared-key pre-shared-key registration-key integration-key encryption-password keypass storepass access-signature "
    "sharedaccesskey sharedaccesssignature dockerconfigjson sshpass clé-api cle-api clé-d-api cle-d-api clé-accès cle-acces "
    "clé-acces clé-d-accès cle-d-acces clé-secrète cle-secrete clé-secrete clé-privée cle-privee code-secret code-d-accès "
    "code-d-acces code-acces code-pin phrase-secrète phrase-secrete"
).split()
"""What keys of secrets are called, glued to what stands before or not; a hyphen stands for a space, a sign or nothing."""
ALONE = (
    "secret secrets-value token jeton jeton-accès jeton-acces jeton-d-acces jeton-d-accès pwd mdp mdps psk credential credentials "
    "webhook-url creds kennwort passwort"
).split()
"""The same for words that others end with: they begin a word, or are the hump of a camel."""
SIGNED = "sig signature pass otp code-verifier passe session-id sessionid phpsessid jsessionid sid connect.sid csrf".split()
"""Those that mean a secret only before an equals sign."""
SUFFIXES = (
    "value val valeur plain plaintext text b64 base64 hash prod production dev test preprod recette staging admin root user db bdd "
    "base sql old new app api client oauth smtp ftp ldap ssh"
).split()
"""What may stand after the word, and leaves it a secret."""
HARMLESS = frozenset(
    "aucun aucune non none null nil true false oui yes no latest stable required requis optional rotated enabled disabled vide empty "
    "undefined changed unknown inconnu reset expired manual auto automatic default n/a na todo tbd redacted masked hidden string "
    "changeme-not obligatoire facultatif active actif inactive inactif".split()
)
"""What a key of a secret may say without telling one."""


@dataclass(frozen=True)
class Pattern:
    """A sort of secret, and how it is known; the group `kept` stays before the mask, `told` says whether a match is one.

    It is looked for where one of the `hints`, in lower case, is; everywhere without any.
    Every alternative of the expression has one of the examples, or a word of the lists above.
    """

    name: str
    hints: tuple[str, ...]
    expression: str
    examples: tuple[str, ...] = ()
    told: Callable[[re.Match[str]], bool] = lambda _found: True

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled when it is first needed."""
        return re.compile(self.expression)


def turns(text: str) -> int:
    """How often a text goes from small letters to capitals, figures or signs."""
    sorts = ["a" if one.islower() else "A" if one.isupper() else "1" if one.isdigit() else "-" for one in text]
    return sum(map(str.__ne__, sorts, sorts[1:]))


def key_of_forty(found: re.Match[str]) -> bool:
    """Forty letters are a key when they are of every sort and go from one to another all the time."""
    forty = found[0]
    return len({*forty}) >= 20 and turns(forty) >= 14 and all(any(map(test, forty)) for test in (str.isupper, str.islower, str.isdigit))


def drawn(text: str) -> bool:
    """Whether a text has a piece drawn at random rather than words: long, with figures among its letters."""
    return any(map(_random, re.findall(r"[A-Za-z0-9+/]{10,}", text)))


def _random(piece: str) -> bool:
    figures = sum(map(str.isdigit, piece))
    if len({*piece}) < 5:
        return len(piece) >= 16 and not re.fullmatch(r"0+1?", piece)
    if figures == len(piece):
        return figures >= 10
    if figures:
        return bool(re.search(r"[A-Za-z]\d+[A-Za-z]", piece)) or figures >= 6 or turns(piece) >= 4
    return len(piece) >= 20 or turns(piece) * 3 >= len(piece)


def _token(found: re.Match[str]) -> bool:
    return drawn(found["body"])


def _loose(found: re.Match[str]) -> bool:
    longest = max(re.findall(r"[A-Za-z0-9+/=]+", found["body"]) or [""], key=len)
    figures = sum(map(str.isdigit, longest))
    return len(longest) >= 14 and 2 <= figures < len(longest) and (turns(longest) * 4 >= len(longest) or len(longest) >= 30)


def _jwt(found: re.Match[str]) -> bool:
    return "." in found[0] or len(found[0]) >= 40 or drawn(found["body"])


def _credential(found: re.Match[str]) -> bool:
    return any(map(str.isdigit, found["body"])) or found["body"].endswith("=")


def _named(found: re.Match[str]) -> bool:
    """The value of a key, unless it is an ordinary word or tells where the secret is; stricter after a colon, which sentences have too."""
    value, sign = found["value"] or found["apostrophe"] or found["bare"] or "", found["sign"].strip()
    if not worth(value) or (found["signed"] and (not sign.startswith("=") or len(value) < 4)):
        return False
    if sign.startswith(("=", ":=")) or found["bare"] is None or "value" in sign.lower():
        return True
    if _IN_AN_ID.search(found.string[max(0, found.start() - 80) : found.start()]):
        # The colon parts a type from a name, in the id of everything of that type: masked, all of them would be one thing.
        return False
    if re.fullmatch(r"v?\d{1,3}(?:\.\d+)*|\d{1,5}[smhdj]?", value) and not re.search(r"(?i)pass|pwd|mdp|pin", found["kept"]):
        return False
    if not re.fullmatch(r"[^\W\d_]+(?:['’/.-][^\W\d_]+)*[.!?]?", value):
        return found.start() == 0 or found.string[found.start() - 1] != ":" or "/" not in value
    # A plain word: only where the key begins its line, as settings do, and the word ends it.
    line, end = found.string[max(0, found.start() - 60) : found.start()].rpartition("\n")[2], found.string[found.end() : found.end() + 1]
    return (
        not found["sign"].startswith((" ", "\u00a0"))
        and re.fullmatch(r"[\s\"'{,\w.-]*", line) is not None
        and " " not in line.strip()
        and end in ("", "\n", "\r", ",", "}", '"')
    )


def worth(value: str) -> bool:
    """Whether the value of a key may be the secret itself: neither a word for none, nor a place where it is kept."""
    return len(value) >= 3 and value.lower().strip(".,") not in HARMLESS and not _ELSEWHERE.match(value)


_ELSEWHERE = re.compile(
    r"\$[{(\[A-Z_a-z]|\{\{|\{[A-Za-z_]|<|\[secret\]|\*{3}|x{3,}$|@Microsoft\.|[a-z]{3}:[a-z-]{2,20}:[a-z0-9-]+:|vault:|op://|ssm:|ssm-|kms:|[a-z]*keyvault|alias/|secretsmanager|!|%[A-Za-z_]+%|\.{3}|…"
    r"|https?://[^/\s]{1,200}\.vault\.|projects/|/[a-z]+/[0-9a-f]{8}-[0-9a-f]{4}-|(?:/[a-z][a-z0-9._-]*){2,}$|(?:/[a-z][a-z-]{2,}){2,}/|sops:|ref\+|env:|file:|resolve:",
)

_IN_AN_ID = re.compile(r"(?<![\w-])[a-z]{3}:[a-z-]{2,20}:[a-z0-9-]{1,40}:[a-z0-9-]{0,25}:[0-9]{0,12}:\Z")


def _spelled(word: str) -> str:
    return re.escape(word).replace(r"\-", "[ _.'-]?").replace("é", "[eé]").replace("è", "[eè]")


def _forked(words: Iterable[str], spelled: Callable[[str], str] = re.escape) -> str:
    """An alternation of words, the longest first, that looks at the first letter before it tries each of them."""
    forks: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        forks.setdefault(word[0], []).append(spelled(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in forks.items())


_BEGINS = r"(?:(?<![^\W\d_])|(?<=(?-i:[a-z]))(?=(?-i:[A-Z])))"
_AFTER = rf"(?:[_ .-]?(?:{'|'.join(SUFFIXES)})|[_-]?\d{{1,2}})?"
KEY = rf"(?:{_forked(GLUED, _spelled)}|{_BEGINS}(?:{_forked(ALONE, _spelled)}))"
"""The name of a secret, in any spelling, at the end of whatever stands before."""
NAMED = Pattern("name", (), rf"(?i){KEY}{_AFTER}[\]\s]*\Z|(?<=[_-])(?:pass|otp)\Z|(?<=(?-i:[a-z]))(?-i:Pass|PASS)\Z")
_SIGN = r"""\\{0,3}["'\])]{0,2}\s{0,3}(?:(?:=>|:=|={1,2}|:)|,?\s{0,3}\\?["']?value\\?["']?\s{0,3}[=:]|>)\s{0,3}|\s(?:is|est)\s"""
_ASKS = r"(?:(?:bearer|basic|token|apikey)\s{1,3})?"
HOOKS = (
    r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{5,25}/"
    r"|[\w.-]{1,60}webhook\.office\.com/webhookb2/|outlook\.office(?:365)?\.com/webhook/|hooks\.zapier\.com/hooks/catch/"
    r"|chat\.googleapis\.com/v1/spaces/[\w-]{1,40}/messages\?|/hooks/(?=[a-z0-9]{20})|maker\.ifttt\.com/trigger/[\w-]{1,40}/with/key/"
)
_VALUE = (
    r"""(?:\\{0,3}(?:"(?P<value>[^"\n\\]{1,2000}+)|'(?P<apostrophe>[^'\n\\]{1,2000}+))"""
    r"""|(?P<bare>[^\s;,&"'<>)}\]]{3,}+))"""
)
_WORDS = (
    *"pass secret token jeton pwd mdp sig= signature psk cred otp key= key: key\" key' key> key] cle clé code phrase".split(),
    *("webhook", "sess", "sid=", "csrf", "kennwort", "dockerconfig", "key =", "key :"),
)
_SENT = r"(?<![\w-])--?[\w-]{0,30}"
PATTERNS = (
    Pattern(
        "private key",
        ("-----begin", "putty-user"),
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?s:.*?)(?:-----END [A-Z0-9 ]{0,40}-----|\Z)|PuTTY-User-Key-File(?s:.{10,}+)",
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\nfin",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOYBF",
            "PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\nAAAAIB",
        ),
    ),
    Pattern(
        "password in an address",
        ("@",),
        r"""(?P<kept>://[^/\s:@"'<>]{0,99}:)(?![*$<{])[^/\s"'<>]{1,300}(?=@)""",
        ("postgresql://paie:hunter22@bdd:5432/paie", "redis://:hunter22@cache:6379"),
    ),
    Pattern(
        "token in an address",
        ("@",),
        r"""(?P<kept>://)(?P<body>[\w.~-]{16,300}+)(?=:?@)""",
        ("https://0123456789abcdef0123456789abcdef@sentry.example.org/1",),
        _token,
    ),
    Pattern(
        "JSON web token",
        ("eyj",),
        r"(?<![A-Za-z0-9])eyJ(?P<body>[\w-]{8,}+(?:\.[\w-]*+){0,4})",
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",),
        _jwt,
    ),
    Pattern(
        "webhook",
        ("hooks", "webhook", "chat.googleapis", "ifttt"),
        rf"""(?P<kept>{HOOKS})[^\s"'<>]{{6,}}+""",
        (
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXX",
            "https://hooks.slack-gov.com/workflows/T0/A0/1/abcdef",
            "https://hooks.slack.com/triggers/T0/1/abcdef",
            "https://discord.com/api/webhooks/123456789012345678/abcdefABCDEF",
            "https://discordapp.com/api/v10/webhooks/123456789012345678/abcdefABCDEF",
            "https://ville.webhook.office.com/webhookb2/0f8fad5b@0f8f/IncomingWebhook/abc/def",
            "https://outlook.office.com/webhook/0f8fad5b/IncomingWebhook/x",
            "https://outlook.office365.com/webhook/0f8fad5b",
            "https://hooks.zapier.com/hooks/catch/123456/abcdef/",
            "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=AIzaSy&token=x",
            "https://mattermost.example.fr/hooks/abcdefghij0123456789abcdef",
            "https://maker.ifttt.com/trigger/alerte/with/key/abcdefghij0123",
        ),
    ),
    Pattern(
        "access key id",
        ("akia", "asia", "abia", "acca"),
        r"(?<![A-Za-z0-9])(?:AKIA|ABIA|ACCA|ASIA)(?P<body>[A-Z0-9]{12,28})(?![A-Za-z0-9])",
        ("AKIAIOSFODNN7EXAMPLE", "ABIAIOSFODNN7EXAMPLE", "ACCAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"),
        lambda found: (
            len(found["body"]) >= 16
            and ("A" + found["body"]).isalnum()
            and not re.search(r"PACIFIC|REGION|SOUTH|NORTH|EAST|WEST", found["body"])
        ),
    ),
    Pattern("Entra client secret", ("q~",), r"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,37}+", ("a1B8Q~abcdefghijklmnopqrstuvwxyz0123456",)),
    Pattern(
        "Terraform token",
        (".atlasv1.",),
        r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{20,}+",
        ("a1B2c3D4e5F6g7.atlasv1.abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstu",),
    ),
    Pattern("Telegram bot", (":aa",), r"(?<!\d)\d{8,10}:AA[\w-]{30,40}", ("123456789:AAF0123456789abcdefghijklmnopqrstuvw",)),
    Pattern("Mailchimp key", ("-us",), r"(?<![0-9a-f])[0-9a-f]{32}-us\d{1,2}(?!\d)", ("0123456789abcdef0123456789abcdef-us12",)),
    Pattern("Twilio key", ("sk",), r"(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![0-9A-Za-z])", ("SK0123456789abcdef0123456789abcdef",)),
    Pattern(
        "Vault token",
        (),
        r"(?<![\w./-])[sbr]\.(?P<body>[A-Za-z0-9]{24,}+)(?![\w.-])",
        ("s.a1B2c3D4e5F6g7H8i9J0k1L2",),
        lambda found: turns(found["body"]) >= 8,
    ),
    Pattern(
        "Discord bot",
        (),
        r"(?<![\w.-])[MNO][A-Za-z0-9_-]{22,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w.-])",
        ("MTAxMjM0NTY3ODkwMTIzNDU2.GhIjKl.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9",),
        lambda found: turns(found[0]) >= 16,
    ),
    Pattern(
        "storage key",
        ("==",),
        r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{86}==",
        ("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",),
    ),
    Pattern(
        "authorisation",
        ("bearer", "basic ", "authorization"),
        r"""(?i)(?P<kept>(?<![\w.])(?:bearer|basic|authorization\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?(?:[a-z]{4,12}\s{1,3})?)(?:(?<=\s)|(?<=[:="'])|\s{1,3}))(?P<body>[\w.~+/=:-]{8,}+)""",
        (
            "Bearer 0123456789abcdefXYZ",
            "Basic dXNlcjpwYXNzd29yZA==",
            "Authorization: Token 0123456789abcdef",
            "Authorization=0123456789abcdef",
            '"Authorization":"0123456789abcdef"',
            "Authorization: 0123456789abcdef",
        ),
        _credential,
    ),
    Pattern(
        "cookie",
        ("cookie",),
        r"""(?i)(?P<kept>\b(?:set-)?cookie\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^\s"'=]{1,60}=[^\s"']{6,}+""",
        ("Set-Cookie: PHPSESSID=0123456789abcdef; path=/", "Cookie: a=0123456789"),
    ),
    Pattern(
        "option of a command",
        (" -", "--"),
        rf"""(?i)(?P<kept>{_SENT}(?:password|passwd|passphrase|passwort|pass|pwd|token|secret|api-?key|access-?key|secret-?key|private-?key|account-?key|mot-de-passe|mdp|jeton)\s{{1,3}}["']?)(?![-$<{{\[/])[^\s"']{{3,}}+""",
        (
            "az login --password hunter22",
            "x --passwd hunter22",
            "x --passphrase hunter22",
            "x --passwort hunter22",
            "x --db-pass hunter22",
            "x -pwd hunter22",
            "x --token hunter22",
            "x --client-secret hunter22",
            "x --api-key hunter22",
            "x --access-key hunter22",
            "x --secret-key hunter22",
            "x --private-key hunter22",
            "x --account-key hunter22",
            "x --mot-de-passe hunter22",
            "x --mdp hunter22",
            "x --jeton hunter22",
        ),
        lambda found: worth(re.split(r"\s+", found[0])[-1].strip("\"'")),
    ),
    Pattern(
        "option of a tool",
        (" -",),
        r"""(?i)(?P<kept>\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|mongo|mongosh|mongodump)\b[^|;\n]{0,120}?\s-p\s?|\b(?:docker|podman|helm|oc|az)\s[^|;\n]{0,120}?\s-p\s{1,3}|\bredis-cli\b[^|;\n]{0,120}?\s-a\s{1,3}|\b(?:curl|wget|http)\b[^|;\n]{0,160}?\s(?:-u|--user)[\s=]{0,3}["']?[^\s:"']{1,60}:)["']?(?![-$<{\[])[^\s"']{3,}+""",
        (
            "mysql -u root -phunter22",
            "mysqldump -p hunter22 x",
            "mysqladmin -phunter22",
            "mariadb -phunter22",
            "sshpass -p hunter22 ssh x",
            "mongo -p hunter22",
            "mongosh -u a -p hunter22",
            "mongodump -p hunter22",
            "docker login -u a -p hunter22",
            "podman login -p hunter22",
            "helm registry login -p hunter22",
            "oc login -p hunter22",
            "az login -u a -p hunter22",
            "redis-cli -a hunter22 ping",
            "curl -u a:hunter22 x",
            "wget --user a:hunter22",
            "http -u a:hunter22",
        ),
    ),
    Pattern("token", (), rf"(?<![A-Za-z0-9])(?:{_forked(' '.join(TOKENS.values()).split())})(?P<body>[\w~+/=.@-]{{12,}}+)", (), _token),
    Pattern("token whose beginning others have", (), rf"(?<![A-Za-z0-9])(?:{_forked(LOOSE)})(?P<body>[\w~+/=.@-]{{14,}}+)", (), _loose),
    Pattern("Mailgun key", ("key-",), r"(?<![A-Za-z0-9-])key-[0-9a-f]{32}(?![0-9A-Za-z])", ("key-0123456789abcdef0123456789abcdef",)),
    Pattern(
        "named",
        _WORDS,
        rf"""(?i)(?P<kept>(?:{KEY}{_AFTER}|{_BEGINS}(?P<signed>{_forked(SIGNED, _spelled)}))(?P<sign>{_SIGN}){_ASKS}){_VALUE}""",
        (),
        _named,
    ),
    Pattern(
        "forty letters",
        (),
        r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])",
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",),
        key_of_forty,
    ),
)
