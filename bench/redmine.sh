#!/bin/sh
# The peer of the page benchmark: Debian's Redmine on PostgreSQL, two puma workers, production mode, loopback.
#
#   redmine.sh install                        Debian's packages, as root
#   redmine.sh prepare SOCKETS DATABASE N     an instance "bench" on that PostgreSQL, with N issues
#   redmine.sh serve PORT                     serve it until stopped
#
# SOCKETS is the folder of PostgreSQL's socket; the role "redmine" owns the database. See redmine.md.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=/usr/share/redmine
export REDMINE_INSTANCE=bench RAILS_ENV=production LANG=C.UTF-8

folders() {
    for kind in etc var/lib var/log var/cache; do mkdir -p "/$kind/redmine/bench"; done
    mkdir -p /var/lib/redmine/bench/files /var/lib/redmine/bench/public /var/cache/redmine/bench/tmp \
        /var/cache/redmine/bench/plugin_assets
    ln -sfn /etc/redmine/bench /var/lib/redmine/bench/config
    ln -sfn /var/log/redmine/bench /var/lib/redmine/bench/log
    ln -sfn /var/cache/redmine/bench/tmp /var/lib/redmine/bench/tmp
    ln -sfn /var/cache/redmine/bench/plugin_assets /var/lib/redmine/bench/public/plugin_assets
}

settings() {
    cat > /etc/redmine/bench/database.yml <<EOF
production:
  adapter: postgresql
  database: $2
  host: $1
  username: redmine
  encoding: utf8
  pool: 10
EOF
    od -An -tx1 -N32 /dev/urandom | tr -d ' \n' > /etc/redmine/bench/secret_key.txt
}

case "${1:-}" in
install)
    echo 'redmine redmine/instances/default/dbconfig-install boolean false' | debconf-set-selections
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redmine redmine-pgsql puma
    ;;
prepare)
    folders
    settings "$2" "$3"
    cd $home
    rake db:migrate > /var/log/redmine/bench/prepare.log
    REDMINE_LANG=en rake redmine:load_default_data >> /var/log/redmine/bench/prepare.log
    ISSUES=$4 bin/rails runner "$here/redmine.rb" >> /var/log/redmine/bench/prepare.log
    ;;
serve)
    cd $home
    exec puma -C - --workers 2 --threads 4:4 --preload --environment production --bind "tcp://127.0.0.1:$2" \
        --pidfile /var/cache/redmine/bench/puma.pid --state /var/cache/redmine/bench/puma.state < /dev/null
    ;;
*)
    sed -n '2,8p' "$0"
    exit 2
    ;;
esac
