"""The shapes of secrets, in which every alternative has an example that a test tries.

Every pattern takes what it has looked at or gives up within a bound, so that time grows as the text does.
"""

from __future__ import annotations

import re

from auditor.secrets.commands import COMMANDS
from auditor.secrets.pattern import Pattern
from auditor.secrets.sentences import SENTENCES
from auditor.secrets.telling import credential, drawn, jwt, key_of_forty, login, loose, named, shuffled, token, turns
from auditor.secrets.words import AFTER, BEGINS, KEY, LOOSE, SIGNED, SUFFIXES, TOKENS, forked, spelled

NAMED = Pattern(
    "name", (), rf"(?i){KEY}{AFTER}[\]\s]*\Z|(?<=[_-])(?:pass|otp|pin)\Z|(?<![^\W])(?:pass|pin|puk)\Z|(?<=(?-i:[a-z]))(?-i:Pass|PASS)\Z"
)
_SIGN = (
    r"""\\{0,3}["'\])]{0,2}\s{0,3}(?:(?:=>|:=|={1,2}|:|%3[ad])|,?\s{0,3}\\?["']?value\\?["']?\s{0,3}[=:]|>)\s{0,3}"""
    r"""(?:[|>][-+]?\s{0,2}\n\s{1,20})?|\s(?:is|est)\s|["']\s{0,3},\s{0,3}(?=["'])"""
)
_SIGNS = ("=", ":", ">", "%3", " is ", " est ", "'", '"')
"""One of which each of these has."""
_ASKS = r"(?:(?:bearer|basic|token|apikey)\s{1,3})?"
HOOKS = (
    r"hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/|discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{5,25}/"
    r"|[\w.-]{1,60}webhook\.office\.com/webhookb2/|outlook\.office(?:365)?\.com/webhook/|hooks\.zapier\.com/hooks/catch/"
    r"|chat\.googleapis\.com/v1/spaces/[\w-]{1,40}/messages\?|/hooks/(?=[a-z0-9]{20})|/webhook/(?=[0-9a-f]{8}-)|maker\.ifttt\.com/trigger/[\w-]{1,40}/with/key/"
)
_VALUE = (
    r"""(?:\\{0,3}(?:"(?P<value>[^"\n\\]{1,2000}+)|[$N]?'(?P<apostrophe>[^'\n\\]{1,2000}+))"""
    r"""|(?P<bare>[^\s;,&"'<>)}\]]{3,}+))"""
)
_WORDS = (
    *"pass secret token jeton pw mdp sig= signature psk cred otp key= key: key\" key' key> key] cle clé code phrase".split(),
    *"webhook sess sid= csrf kennwort dockerconfig community redis consumer pin salt puk".split(),
    *("key =", "key :", "key_", "key-"),
)
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
        "private key in base64",
        ("ls0tls1crudjti", "mii", "mhcca", "migha", "mc4ca"),
        r"(?<![A-Za-z0-9+/])(?:LS0tLS1CRUdJTi(?:BSU0EgUFJJ|BQUklW|BPUEVOU1NI|BFQyBQUklW|BFTkNSWVBU|BEU0EgUFJJ)"
        r"|MII[A-Za-z0-9+/]{2}(?:wIBADANBgkq|gIBADANBgkq|AIBAAKCA|QIBAAKCA|wIBAAKCA)|MHcCAQEEI|MIGHAgEAMBMG|MC4CAQAwBQYDK2V)[A-Za-z0-9+/=\s]{20,}+",
        (
            "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFcEFJQkFBS0NBUUVB",
            "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURBTkJna3Foa2lH",
            "LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZLS0tLS0KYjNCbGJuTnphQzFy",
            "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSUI=",
            "LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFURSBLRVktLS0tLQpNSUlGSERCT0Jn",
            "LS0tLS1CRUdJTiBEU0EgUFJJVkFURSBLRVktLS0tLQpNSUlCdXdJQkFBS0JnUURX",
            "MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj",
            "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj",
            "MIIEpAIBAAKCAQEAwJ0bXa1B2c3D4e5F6g7H8i9J",
            "MIIJKQIBAAKCAgEAwJ0bXa1B2c3D4e5F6g7H8i9J",
            "MIIEowIBAAKCAQEAwJ0bXa1B2c3D4e5F6g7H8i9J",
            "MHcCAQEEIIa1B2c3D4e5F6g7H8i9J0k1L2m3N4o5",
            "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0w",
            "MC4CAQAwBQYDK2VwBCIEIa1B2c3D4e5F6g7H8i9J0k1",
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
        token,
    ),
    Pattern(
        "JSON web token",
        ("eyj",),
        r"(?<![A-Za-z0-9])eyJ(?P<body>[\w-]{8,}+(?:\.[\w-]*+){0,4})",
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",),
        jwt,
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
            "https://n8n.example.fr/webhook/7c9e6679-7425-40de-944b-e07fc1f90ae7",
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
    Pattern(
        "key of a fixed form",
        (),
        r"(?<![A-Za-z0-9])(?:pat[A-Za-z0-9]{14}\.[0-9a-f]{64}|st\.[0-9a-f-]{24,36}\.[0-9a-f]{32}\.[0-9a-f]{32}|oy2[a-z0-9]{43}"
        r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{32})(?![A-Za-z0-9])",
        (
            "patA1b2C3d4E5f6G7.5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
            "st.7c9e6679-7425-40de-944b-e07fc1f90ae7.7d793037a0760186574b0282f2f435e7.534f0c57a2b1d4e69f8071b2c3d4e5f6",
            "oy2k7q3zt2wm9xb4nc6vd1rf8hg3js5lp0tyk7q3zt2wm9",
            "7c9e6679-7425-40de-944b-e07fc1f90ae7:7d793037a0760186574b0282f2f435e7",
        ),
        least=46,
    ),
    Pattern(
        "secret of a role",
        ("secret",),
        r"(?P<kept>(?<![A-Za-z0-9])(?i:secret[_-]?id)[\"']?\s{0,3}[:=]\s{0,3}[\"']?)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![A-Za-z0-9])",
        ("VAULT_SECRET_ID=7c9e6679-7425-40de-944b-e07fc1f90ae7", "secret-id: 7c9e6679-7425-40de-944b-e07fc1f90ae7"),
    ),
    Pattern("Telegram bot", (":aa",), r"(?<!\d)\d{8,10}:AA[\w-]{30,40}", ("123456789:AAF0123456789abcdefghijklmnopqrstuvw",)),
    Pattern("Mailchimp key", ("-us",), r"(?<![0-9a-f])[0-9a-f]{32}-us\d{1,2}(?!\d)", ("0123456789abcdef0123456789abcdef-us12",)),
    Pattern(
        "Twilio key",
        (),
        r"(?<![A-Za-z0-9])(?:SK|AC[0-9a-f]{32}:)[0-9a-f]{32}(?![0-9A-Za-z])",
        ("SK0123456789abcdef0123456789abcdef", "AC0123456789abcdef0123456789abcdef:0123456789abcdef0123456789abcdef"),
        least=34,
    ),
    Pattern(
        "Vault token",
        (),
        r"(?<![\w./-])[sbr]\.(?P<body>[A-Za-z0-9]{24,}+)(?![\w.-])",
        ("s.a1B2c3D4e5F6g7H8i9J0k1L2",),
        lambda found: turns(found["body"]) >= 8,
        least=26,
    ),
    Pattern(
        "Discord bot",
        (),
        r"(?<![\w.-])[MNO][A-Za-z0-9_-]{22,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w.-])",
        ("MTAxMjM0NTY3ODkwMTIzNDU2.GhIjKl.a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9",),
        lambda found: turns(found[0]) >= 16,
        least=58,
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
        credential,
    ),
    Pattern(
        "cookie",
        ("cookie",),
        r"""(?i)(?P<kept>\b(?:set-)?cookie\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^\s"'=]{1,60}=(?P<body>[^\s"']{6,}+)""",
        ("Set-Cookie: PHPSESSID=0123456789abcdef; path=/", "Cookie: a=0123456789"),
        lambda found: len({*found["body"]}) > 3,
    ),
    Pattern(
        "name and password in base64",
        ("auth", "account"),
        r"""(?i)(?P<kept>(?<![a-z])(?:auth|account)\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)(?P<body>[A-Za-z0-9+/]{8,}+={0,2})""",
        ('{"auth": "YWRtaW46TmFudGVzNDQh"}', "_auth=YWRtaW46YWRtaW4xMjM=", "cpro-account: dGVjaEB2aWxsZS5mcjpOYW50ZXM0NA=="),
        login,
    ),
    Pattern(
        "answer to a challenge",
        ("response=",),
        r"""(?P<kept>response=\\?["']?)[0-9a-f]{32,64}+""",
        ('Authorization: Digest username="a", response="9f86d081884c7d659a2feaa0c55ad015"',),
    ),
    Pattern(
        "address of Oracle",
        ("jdbc:oracle:", "sqlplus", "expdp", "impdp"),
        r"""(?i)(?P<kept>(?:jdbc:oracle:[a-z0-9]{2,6}:|\bsqlplus\s{1,3}|\b(?:exp|imp)dp\s{1,3})["']?[\w$#]{1,60}/)["']?[^\s/@"']{3,}+(?=["']?@)""",
        (
            "jdbc:oracle:thin:scott/tiger2024@bdd:1521/paie",
            "sqlplus scott/tiger2024@paie",
            "expdp scott/tiger2024@paie",
            "impdp scott/tiger2024@paie",
        ),
    ),
    Pattern(
        "hash of a password",
        ("$", "sha", "{md5", "{smd5", "{crypt", "aad3b435"),
        r"\$(?:2[abxy]|[15689y]|apr1|argon2(?:i|d|id))\$[^\s\"'<>;]{20,}+|(?i:\{(?:S?SHA(?:\d{3})?|S?MD5|CRYPT)\})[^\s\"'<>,;]{12,}+|aad3b435b51404eeaad3b435b51404ee:[0-9a-f]{32}",
        (
            "$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            "$6$rounds=5000$selselsel$abcdefGHIJKLmnopQRSTUVwxyz0123456789",
            "$apr1$selselse$abcdefGHIJKLmnopQRSTUV",
            "$argon2i$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$AbCdEfGh",
            "$argon2d$v=19$m=65536$c2FsdHNhbHQ$AbCdEfGh",
            "$argon2id$v=19$m=65536$c2FsdHNhbHQ$AbCdEfGh",
            "{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9gKa1B2",
            "{sha512}W6ph5Mm5Pz8GgiULbPgzG37mj9gKa1B2",
            "{MD5}W6ph5Mm5Pz8GgiULbPgzGw==",
            "{CRYPT}abcdefGHIJKLmnop",
            "aad3b435b51404eeaad3b435b51404ee:9f86d081884c7d659a2feaa0c55ad015",
        ),
    ),
    *COMMANDS,
    *SENTENCES,
    Pattern("token", (), rf"(?<![A-Za-z0-9])(?:{forked(' '.join(TOKENS.values()).split())})(?P<body>[\w~+/=.@-]{{12,}}+)", (), token, 16),
    Pattern("token whose beginning others have", (), rf"(?<![A-Za-z0-9])(?:{forked(LOOSE)})(?P<body>[\w~+/=.@-]{{14,}}+)", (), loose, 17),
    Pattern(
        "token of somebody unknown",
        (),
        r"(?P<kept>(?<![\w!/+=.-])(?:[a-z][a-z0-9]{1,11}+[_-]){1,3}+)(?P<body>[A-Za-z0-9]{22,200}+)(?![\w+/-])",
        ("ville_Kq7Zt2Wm9Xb4Nc6Vd1Rf8Hg3", "acme-live-Kq7Zt2Wm9Xb4Nc6Vd1Rf8Hg3"),
        lambda found: shuffled(found["body"]),
        least=25,
    ),
    Pattern(
        "Mailgun key",
        (),
        r"(?<![A-Za-z0-9-])(?:key-(?P<body>[0-9a-z]{32})(?![0-9A-Za-z])|[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-]))",
        ("key-3ax6xnjp29jd6fds4gc373sgvjxteol0", "0123456789abcdef0123456789abcdef-1a2b3c4d-5e6f7a8b"),
        lambda found: not found["body"] or drawn(found["body"]),
        least=36,
    ),
    Pattern(
        "Hugging Face token",
        ("hf_",),
        r"(?<![A-Za-z0-9])hf_(?P<body>[A-Za-z]{30,40})(?![\w-])",
        ("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",),
        lambda found: turns(found["body"]) >= 6,
    ),
    Pattern(
        "named",
        _WORDS,
        rf"""(?i)(?P<kept>(?:{KEY}{AFTER}|{BEGINS}(?P<signed>{forked(SIGNED, spelled)})(?:(?<=pass|asse)[_.-](?:{forked(SUFFIXES)}))?)"""
        rf"""(?P<sign>{_SIGN}){_ASKS}){_VALUE}""",
        (),
        named,
        beside=_SIGNS,
    ),
    Pattern(
        "forty letters",
        (),
        r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])",
        ("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",),
        key_of_forty,
        least=40,
    ),
)
