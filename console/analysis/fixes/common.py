"""Programs that people who build software call by name: what a mistyped one may have been, often used ones first."""

OFTEN = tuple(
    "git ls cd cat grep python python3 pip npm docker make vim ssh sudo apt cp mv rm mkdir echo curl node yarn cargo go "
    "kubectl less tail head find sed awk chmod man top ps kill tar wget nano touch pytest brew apt-get code clear exit "
    "which history tmux systemctl pip3 npx pnpm java mvn gradle ruby gem bundle rails php composer terraform".split()
)
RARE = tuple(
    "adb ag ansible ansible-playbook apk apropos apt-cache aws awk az base64 bash bat bg black blkid btop bunzip2 bun "
    "bzip2 cal cargo cc chgrp chown clang clang-format cmake cmp column comm conda cron crontab ctest cut date dd deno df "
    "diff dig dirname dmesg dnf docker-compose dotnet dpkg du emacs env eslint eval expand expr export fab factor false fd "
    "fg file firebase fish flake8 fmt fold free fsck fuser g++ gcc gcloud gdb gh ghc go gofmt gpg gradlew groups grunt "
    "gulp gunzip gzip helm heroku hexdump hg host hostname htop hub iconv id ifconfig ip iptables irb isort java javac jest "
    "jobs join journalctl jq julia killall ktlint ldd lein ln locate login logout lsblk lscpu lsof lua make mdadm meson "
    "minikube mongo more mosh mount mypy mysql netcat netstat nice ninja nix nix-env nl nmap nohup nslookup nvim nvm "
    "objdump od open opam openssl pacman passwd paste patch perl pgrep ping pipx pkg pkill podman poetry popd port prettier "
    "printenv printf psql pushd pwd pyenv rake rbenv read readelf readlink realpath redis-cli rename reset rg rmdir route "
    "rsync rubocop ruff rustc rustup sbt scala scp screen seq service set sftp sh shutdown sleep snap sort source split "
    "sqlite3 ss ssh-add ssh-keygen stat strace strings su svn swift tee test time timeout tox tr traceroute tree true tsc "
    "tty type umask umount uname unalias uniq unset unzip uptime useradd uv uvicorn vagrant vi virtualenv w wait watch wc "
    "whereis who whoami whois workon xargs xdg-open xz yes yum zcat zip zsh zypper".split()
)
PLAIN = frozenset(
    "ag awk bash bat c++ cat cd chdir chgrp chmod chown clang clang++ cp cut dd df diff dig du echo egrep fgrep file find "
    "fold g++ gcc grep gunzip gzip head host java javac kill killall less ln locate ls make man md mkdir more mount mtr mv "
    "nano nc nl node nslookup od open patch perl php ping ping6 pkill prove pushd python python2 python3 rg rm rmdir rsync "
    "ruby scp sed sh shred sort source ssh ssh-add stat strings tail tar tee telnet touch tr traceroute truncate umount "
    "unzip vi vim wc wget whereis which whois xargs xdg-open gnome-open kde-open zcat zgrep zip zsh black isort prettier "
    "eslint mypy pytest rubocop phpcs gofmt shfmt clang-format tsc workon sftp curl cmp comm paste tac rename ln".split()
)
NAMES = dict.fromkeys(OFTEN + RARE)
CALLED = {
    "python": "python3", "pip": "pip3", "docker-compose": "docker compose", "ifconfig": "ip addr", "netstat": "ss",
    "vi": "vim", "gti": "git", "got": "git", "gut": "git", "sl": "ls", "dc": "cd", "cs": "cd", "dir": "ls",
    "cls": "clear", "del": "rm", "copy": "cp", "move": "mv", "md": "mkdir", "ipconfig": "ip addr",
    "nodejs": "node", "claer": "clear", "mroe": "more", "psuh": "git push", "apt": "apt-get",
}  # fmt: skip
