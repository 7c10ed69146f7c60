#!/usr/bin/env bash
# A real Keystone, Glance, Swift and Cinder on loopback, from a venv ($1) into a folder ($2): SQLite, no root, no broker.
# pip install keystone glance swift cinder openstacksdk waitress
set -u; VA=$1; B=$2; HERE=$(cd "$(dirname "$0")" && pwd); MODE=core; cd "$B"; T0=$(date +%s)
say(){ echo "[$(( $(date +%s)-T0 ))s] $*"; }
ka(){ printf 'www_authenticate_uri = http://127.0.0.1:15000/v3\nauth_url = http://127.0.0.1:15000/v3\nauth_type = password\nusername = %s\npassword = secret\nproject_name = service\nuser_domain_id = default\nproject_domain_id = default\nservice_token_roles_required = true\n' $1; }
bg(){ n=$1; shift; (setsid env "$@" > $B/log-$n 2>&1 & echo $! > $B/pid-$n); }
waitfor(){ for i in $(seq 360); do curl -s -o /dev/null $1 && return; sleep .5; done; say "TIMEOUT $1"; }
mkdir -p keystone/fernet keystone/cred glance/{images,lock,tasks,staging} swift/etc swift/srv/d1 nova/{state,lock} cinder/{state,lock}
chmod 700 keystone/fernet keystone/cred
cat > keystone/keystone.conf <<E
[database]
connection = sqlite:///$B/keystone/k.db
[token]
provider = fernet
[fernet_tokens]
key_repository = $B/keystone/fernet
[credential]
key_repository = $B/keystone/cred
[identity]
password_hash_rounds = 4
[cache]
enabled = false
E
K="$VA/bin/keystone-manage --config-file keystone/keystone.conf"
{ $K db_sync; $K fernet_setup --keystone-user root --keystone-group root; $K credential_setup --keystone-user root --keystone-group root
  $K bootstrap --bootstrap-password secret --bootstrap-region-id GRA --bootstrap-public-url http://127.0.0.1:15000/v3 --bootstrap-internal-url http://127.0.0.1:15000/v3 --bootstrap-admin-url http://127.0.0.1:15000/v3; } > log-bootstrap 2>&1
bg keystone OS_KEYSTONE_CONFIG_DIR=$B/keystone $VA/bin/python $HERE/serve.py keystone.wsgi.api 15000
cat > glance/glance-api.conf <<E
[DEFAULT]
enabled_backends = fs:file
[database]
connection = sqlite:///$B/glance/g.db
[glance_store]
default_backend = fs
[fs]
filesystem_store_datadir = $B/glance/images
[os_glance_tasks_store]
filesystem_store_datadir = $B/glance/tasks
[os_glance_staging_store]
filesystem_store_datadir = $B/glance/staging
[keystone_authtoken]
$(ka glance)
[paste_deploy]
flavor = keystone
config_file = $VA/etc/glance/glance-api-paste.ini
[oslo_concurrency]
lock_path = $B/glance/lock
E
$VA/bin/glance-manage --config-file glance/glance-api.conf db_sync > log-glancedb 2>&1
printf '[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n[storage-policy:0]\nname = Policy-0\ndefault = yes\n' > swift/etc/swift.conf
for t in account:16002 container:16001 object:16000; do n=${t%%:*}; p=${t##*:}; (cd swift/etc; R=$VA/bin/swift-ring-builder; $R $n.builder create 4 1 1; $R $n.builder add r1z1-127.0.0.1:$p/d1 1; $R $n.builder rebalance) > log-ring 2>&1
 printf "[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = $p\nuser = $(id -un)\nswift_dir = $B/swift/etc\ndevices = $B/swift/srv\nmount_check = false\nworkers = 1\ndisable_fallocate = true\n[pipeline:main]\npipeline = $n-server\n[app:$n-server]\nuse = egg:swift#$n\n" > swift/etc/$n-server.conf
 bg swift-$n A=1 $VA/bin/swift-$n-server $B/swift/etc/$n-server.conf; done
cat > swift/etc/proxy-server.conf <<E
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = 18080
user = $(id -un)
swift_dir = $B/swift/etc
workers = 1
[pipeline:main]
pipeline = catch_errors proxy-logging cache listing_formats authtoken s3api s3token keystoneauth copy versioned_writes proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:copy]
use = egg:swift#copy
[filter:versioned_writes]
use = egg:swift#versioned_writes
[filter:s3api]
use = egg:swift#s3api
location = gra
[filter:s3token]
use = egg:swift#s3token
auth_uri = http://127.0.0.1:15000/v3
$(ka swift)
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
delay_auth_decision = true
$(ka swift)
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member
E
waitfor http://127.0.0.1:15000/v3; say keystone up
cat > catalog.py <<'E'
import sys,openstack
c=openstack.connect(auth_url="http://127.0.0.1:15000/v3",username="admin",password="secret",project_name="admin",user_domain_id="default",project_domain_id="default",region_name="GRA"); i=c.identity
for r in("GRA","SBG","BHS"): i.find_region(r) or i.create_region(id=r)
svc=c.get_project("service") or c.create_project("service",domain_id="default"); roles=[i.find_role(r) or i.create_role(name=r) for r in("admin","service")]
for u in("glance","swift","nova"):
    if not c.get_user(u):
        x=c.create_user(name=u,password="secret",default_project=svc.id,domain_id="default"); [i.assign_project_role_to_user(svc.id,x.id,r.id) for r in roles]
S=[("glance","image",[("GRA","http://127.0.0.1:19292"),("BHS","http://127.0.0.1:19292")]),("swift","object-store",[("GRA","http://127.0.0.1:18080/v1/AUTH_%(tenant_id)s")])]
S+=[("cinderv3","block-storage",[("GRA","http://127.0.0.1:18776/v3")])]
for n,t,eps in S:
    s=i.find_service(n) or i.create_service(name=n,type=t)
    for r,u in eps:
        for itf in("public","internal"): i.create_endpoint(service_id=s.id,interface=itf,url=u,region_id=r)
E
$VA/bin/python catalog.py $MODE > log-catalog 2>&1; say catalog done
bg glance OS_GLANCE_CONFIG_DIR=$B/glance $VA/bin/python $HERE/serve.py glance.wsgi.api 19292
bg swift-proxy A=1 $VA/bin/swift-proxy-server $B/swift/etc/proxy-server.conf
waitfor http://127.0.0.1:19292; waitfor http://127.0.0.1:18080/info; say glance+swift up
# Its messages go nowhere: what is asked of a volume is written down, and no worker does it.
cat > cinder/cinder.conf <<C
[DEFAULT]
transport_url = fake://
auth_strategy = keystone
state_path = $B/cinder/state
enabled_backends = fake
storage_availability_zone = GRA11
default_availability_zone = GRA11
allow_availability_zone_fallback = true
host = vol-gra
api_paste_config = $VA/etc/cinder/api-paste.ini
[database]
connection = sqlite:///$B/cinder/c.db
[oslo_concurrency]
lock_path = $B/cinder/lock
[keystone_authtoken]
$(ka glance)
C
$VA/bin/cinder-manage --config-file cinder/cinder.conf db sync > log-cinderdb 2>&1
bg cinderapi A=1 $VA/bin/python $HERE/serve_cinder.py cinder/cinder.conf
waitfor http://127.0.0.1:18776/; say cinder up
