#!/bin/sh
# Starts Debian's Tomcat with its example applications from a folder of its own: start.sh FOLDER PORT
# Nothing outside FOLDER is written, and the Tomcat that may run as a service is not touched.
set -eu
base=$1
port=$2
skeleton=/usr/share/tomcat10/skel

mkdir -p "$base/conf/Catalina/localhost" "$base/logs" "$base/temp" "$base/webapps" "$base/work"
cp "$skeleton"/conf/catalina.properties "$skeleton"/conf/context.xml "$skeleton"/conf/logging.properties \
  "$skeleton"/conf/tomcat-users.xml "$skeleton"/conf/web.xml "$base/conf"
sed "s/Connector port=\"8080\"/Connector address=\"127.0.0.1\" port=\"$port\"/" "$skeleton/conf/server.xml" >"$base/conf/server.xml"
printf '<Context docBase="/usr/share/tomcat10-examples/examples"/>\n' >"$base/conf/Catalina/localhost/examples.xml"

export CATALINA_HOME=/usr/share/tomcat10 CATALINA_BASE="$base" CATALINA_TMPDIR="$base/temp"
exec "$CATALINA_HOME/bin/catalina.sh" run
