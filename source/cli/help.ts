import {backends} from '../transport/backend.js';
import {subcommands} from './subcommands.js';

const consoleUsage = {usage: 'HOST HOST', summary: 'open the console on two hosts'};

const usageWidth = Math.max(...subcommands.map(({usage}) => usage.length)) + 2;

const usageLines = [consoleUsage, ...subcommands].map(
	({usage, summary}) => `  vmferry ${usage.padEnd(usageWidth)}${summary}`,
);

/** The text of `vmferry --help`. */
export const help = `
Usage
${usageLines.join('\n')}

HOST is any ssh destination: an alias of ~/.ssh/config, user@host, user@host:port, or "local".

Connection
  -F, --config FILE          another ssh configuration file
  -o, --option KEY=VALUE     an ssh option, as for ssh
      --backend NAME         how to reach the hosts: ${backends.join(' or ')} (for good: config.toml, see the readme)
      --record FILE          write down what passes, without secrets, for a report of a bug (a new file)

Output
      --json                 one JSON object a line
      --read-only            look only: no guest is moved, monitors get no command that changes something

Migration
  -y, --yes                  do not ask before the start
      --dry-run              show the checks and every command, and touch nothing
      --offline              stop the guest, move it, and let it go on there: it always ends
      --post-copy WHEN       let the guest go on there before all is copied: by-hand, needed or first-pass (default off)
      --accept CHECK         take on the block of this check by its name
      --speed RATE           limit of the copy, such as 100m or 1g (bytes per second; default 1g, 0 keeps QEMU's own)
      --downtime-limit MS    the longest pause of the guest
      --address ADDRESS      where SOURCE reaches DESTINATION (default: the address that ssh reached)
      --port PORT            the first port to try (default 4449)
      --release              end the empty process on SOURCE when the guest runs on DESTINATION
      --keep                 leave it, and do not ask

Monitor
      --hmp, --qmp           which language, where the guest has both
      --events               show the guest's events, with the host's time, until it ends or ctrl-c
  -y, --yes                  send also what harms the guest or blocks the monitor
      --confirm-end NAME     send also what ends the guest NAME

Lab
      --suffix N             another lab beside the first, with hosts alphaN and betaN
      --storage KIND         "shared" (default) or "nfs", with a real NFS server
      --qemu HOST=VERSION    that host has this QEMU (5.2, 7.2, 10.0 or 11.1) and the Debian it came with; for each host
      --dirty MIB            how much memory the guest writes, MiB a second (default 5)

Exit codes
  0 done · 1 did not come about, the guest is where it was · 2 wrong command line · 3 host not reached · 4 no such guest,
  or not usable · 5 a check said no · 6 look at both hosts yourself · 7 cancelled
`;
