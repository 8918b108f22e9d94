import { describe, expect, it } from 'vitest';
import { mayBeConf, nameSuggests, recogniseConf } from '../../../server/src/core/directives/recognise';
import { configOf } from '../../support/config';

const recognise = (name: string, text: string, named = false) => {
  const config = configOf(text, name);
  return recogniseConf(config.map.file, config, named);
};

const STOCK = 'bind 127.0.0.1\nport 6379\nmaxmemory 1gb\nsave 900 1\n';
const SENTINEL = 'port 26379\nsentinel monitor m 192.0.2.1 6379 2\n';

describe('names', () => {
  it.each([
    'redis.conf',
    'Redis.conf',
    'valkey.conf',
    'keydb.conf',
    'redis-7000.conf',
    'redis_cache.conf',
    'redis7.conf',
    'my-redis.conf',
    'prod.redis.conf',
    '6379-redis-slave.conf',
    'redis.conf.j2',
    'redis.conf.erb',
    'redis.conf.example.j2',
    'valkey.conf.tpl',
  ])('%s tells', (name) => {
    expect(nameSuggests(`file:///w/${name}`)).toBe('server');
  });

  it.each(['sentinel.conf', 'redis-sentinel.conf', 'sentinel-26379.conf', 'sentinel.conf.j2'])(
    '%s is a Sentinel',
    (name) => {
      expect(nameSuggests(`file:///w/${name}`)).toBe('sentinel');
    },
  );

  it.each([
    '6379.conf',
    'nginx.conf',
    'redis.yaml',
    'redis.config',
    'redis',
    'redis.conf/readme.md',
    'cache.conf',
  ])('%s does not tell', (name) => {
    expect(nameSuggests(`file:///w/${name}`)).toBeUndefined();
  });

  it('any .conf is worth a look', () => {
    expect(mayBeConf('file:///w/6379.conf')).toBe(true);
    expect(mayBeConf('file:///w/master.conf.j2')).toBe(true);
    expect(mayBeConf('file:///w/redis.yaml')).toBe(false);
  });
});

describe('a telling name', () => {
  it.each([
    ['a stock file', STOCK],
    ['nothing yet', ''],
    ['only comments', '# to be written\n'],
    ['only template holes', '{{ redis_config }}\n'],
    ['a typing error alone', 'maxmemmory 1gb\n'],
    ['a typing error with a sign', 'maxmemmory=1gb\n'],
    ['a setting of a module', 'search.timeout 500\n'],
    ['the syntax of another program, by mistake', 'maxmemory=1gb\nport: 6379\n'],
    ['a misread file', 'maxmemory 1gb\nmaxmemmory 2gb\nfoo bar\n'],
    ['directives of KeyDB', 'server-threads 4\nactive-replica yes\nmulti-master yes\nmaxmemory 1gb\n'],
    ['a password that ends in a brace', 'requirepass abc{\nport 6379\n'],
  ])('with %s is a server', (_, text) => {
    expect(recognise('redis.conf', text)).toBe('server');
  });

  it.each([
    ['nginx', 'upstream redis {\n  server 10.0.0.1:6379;\n  keepalive 16;\n}\nserver {\n  listen 80;\n}\n'],
    ['one nginx block', 'upstream redis {\n}\n'],
    [
      'HAProxy, which has a timeout and a bind too',
      'global\n  maxconn 4096\ndefaults\n  mode tcp\n  timeout connect 4s\n  timeout client 30s\nfrontend f\n  bind :6379\n',
    ],
    ['a configuration of an application', 'redis {\n  host = "h"\n  port = 6379\n  timeout = 2s\n}\n'],
    ['a line of tmpfiles.d', 'd /run/redis 0755 redis redis -\n'],
    ['a rule of rsyslog', "if $programname == 'redis' then /var/log/redis.log\n& stop\n"],
    ['variables', 'REDIS_ADDR=redis://localhost:6379\n'],
    [
      'supervisor',
      '[program:redis]\ncommand=/usr/bin/redis-server /etc/redis.conf\nautostart=true\nautorestart=true\n',
    ],
    ['sysctl', 'vm.overcommit_memory = 1\nnet.core.somaxconn = 1024\n'],
    ['sysctl without blanks', 'vm.overcommit_memory=1\n'],
    ['an INI file', '[redis]\nhost = localhost\nport = 6379\ndatabase = 0\n'],
    ['systemd', '[Service]\nLimitNOFILE=65536\nExecStart=/usr/bin/redis-server\n'],
    ['logrotate', '/var/log/redis/*.log {\n  weekly\n  rotate 12\n  compress\n  missingok\n}\n'],
    [
      'tmpfiles',
      'd /run/redis 0755 redis redis - -\nd /var/lib/redis 0750 redis redis - -\nd /var/log/redis 0750 redis redis - -\n',
    ],
    ['rsyslog', 'if $programname == "redis" then /var/log/redis.log\n& stop\n:msg, contains, "x" ~\n'],
    ['Apache', '<IfModule mod_redis.c>\n  RedisHost localhost\n</IfModule>\n'],
    [
      'HAProxy',
      'frontend redis\n  mode tcp\n  default_backend redis_nodes\nbackend redis_nodes\n  balance first\n  option tcp-check\n',
    ],
    ['the users of an aclfile', 'user default on nopass ~* +@all\nuser app on >x ~app:* +@all\n'],
    ['YAML', 'redis:\n  host: localhost\n  password: secret\n'],
    ['JSON', '{\n  "host": "localhost",\n  "port": 6379\n}\n'],
  ])('with %s is none', (_, text) => {
    expect(recognise('redis.conf', text)).toBeUndefined();
  });
});

describe('a name that does not tell', () => {
  it.each([
    ['6379.conf', STOCK],
    ['master.conf', 'replicaof 10.0.0.1 6379\nappendonly yes\n'],
    ['cache.conf', `{% if x %}\n${STOCK}{% endif %}\n`],
  ])('%s speaks for itself', (name, text) => {
    expect(recognise(name, text)).toBe('server');
  });

  it.each([
    ['one directive', 'port 6379\n'],
    ['directives among others', `${STOCK}server 10.0.0.1\n`],
    ['the words of another program', 'user nginx;\nport 80;\ninclude mime.types;\n'],
    ['nothing', ''],
    ['only comments', '# redis\n'],
    ['the users of an aclfile', 'user default on nopass ~* +@all\nuser app on >x ~app:* +@all\n'],
    ['chrony', 'server ntp.example iburst\nmakestep 1.0 3\nlogdir /var/log\n'],
    ['squid', 'port 3128\ntimeout 30\nacl local src 10.0.0.0/8\nhttp_access allow local\n'],
  ])('with %s is none', (_, text) => {
    expect(recognise('local.conf', text)).toBeUndefined();
  });
});

describe('sentinels', () => {
  it('by their lines, whatever the name', () => {
    for (const name of ['sentinel.conf', 'redis.conf', '26379.conf'])
      expect(recognise(name, SENTINEL)).toBe('sentinel');
  });

  it('by their name, before anything else stands there', () => {
    expect(recognise('sentinel.conf', '')).toBe('sentinel');
    expect(recognise('sentinel.conf', 'port 26379\nprotected-mode no\n')).toBe('sentinel');
    expect(recognise('sentinel.conf', '[program:sentinel]\ncommand=x\nautostart=true\n')).toBeUndefined();
  });
});

describe('the user says so', () => {
  it('then only the kind is in question', () => {
    expect(recognise('notes.txt', 'anything at all\nmore of it\n', true)).toBe('server');
    expect(recognise('redis.conf', 'upstream redis {\n}\n', true)).toBe('server');
    expect(recognise('sentinel.conf', 'nonsense\n', true)).toBe('sentinel');
    expect(recognise('notes.txt', SENTINEL, true)).toBe('sentinel');
    expect(recognise('notes.txt', '', true)).toBe('server');
  });
});
