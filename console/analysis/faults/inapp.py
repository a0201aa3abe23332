"""Whose code a frame belongs to: the user's own, or that of a library, a runtime or a test framework."""

from console.text.late import Late

_FOREIGN_FILE = Late(
    r"site-packages|dist-packages|/lib(?:64)?/python\d|[\\/]lib[\\/]python\d|^<frozen |^<string>|^<__array|^<attrs"
    r"|node_modules|^node:|^internal/|^webpack:///(?:\(|node|webpack)|^native |^<anonymous>|^\[native"
    r"|^/usr/(?:lib|include|share|src|libexec)|^/usr/local/(?:lib|go|include|share|Cellar)|^/opt/hostedtoolcache"
    r"|/go/(?:pkg/mod|src/(?:runtime|testing|net|reflect|sync|os|io|fmt))/|/libexec/src/|[\\/]Python\d+[\\/]lib[\\/]"
    r"|\.cargo[/\\]registry|\.cargo[/\\]git|^/?rustc/|/rustlib/|^library/(?:std|core|alloc|test)/"
    r"|[\\/]gems[\\/]|^<internal:|/lib/ruby/|/rubygems|/vendor/|^vendor/|/\.?bundle/|/\.rbenv/|/\.rvm/|/\.pyenv/versions"
    r"|/nix/store/|[\\/]\.nuget[\\/]|^/_/src/|/dotnet/shared|/compiler-rt/|/asan_|/sanitizer_|/glibc|/csu/|/sysdeps/"
    r"|/googletest/|/gtest/|^\(?(?:ex_unit|elixir|stdlib|kernel|mix|phoenix|ecto|plug) |\.pub-cache|^package:test"
    r"|^package:(?:flutter|stack_trace|test_api|matcher)|^dart:|^org-dartlang|^/?build/(?:glibc|gcc)|/deps/[\w]+/lib/",
)
_FOREIGN_MODULE = Late(
    r"(?:java|javax|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|clojure|org\.junit|junit|org\.testng|org\.gradle"
    r"|worker\.org\.gradle|org\.apache\.(?:maven|tools|catalina|tomcat|commons)|org\.hamcrest|org\.mockito|org\.assertj"
    r"|org\.opentest4j|org\.spockframework|org\.codehaus|org\.scalatest|org\.specs2|sbt|org\.springframework"
    r"|org\.hibernate|io\.netty|reactor|org\.eclipse\.jetty|org\.eclipse\.jdt|com\.google\.common|com\.intellij|androidx"
    r"|android|dalvik|com\.android|jakarta|io\.kotest|munit|zio|cats\.effect|akka|org\.powermock|net\.bytebuddy"
    r"|System|Microsoft|Xunit|NUnit|MSTest|TestDriven|runtime|testing|reflect|core|std|alloc|test"
    r"|rust_begin_unwind|__rust_\w+|github\.com/(?:stretchr/testify|onsi))[.:/$(]",
)


def own_file(file: str) -> bool:
    """Whether a file, as a frame prints it, is the user's own."""
    return _FOREIGN_FILE.search(file) is None


def own_module(name: str) -> bool:
    """Whether a qualified name (`com.acme.Foo.bar`) is the user's own."""
    return _FOREIGN_MODULE.match(name) is None and not name.startswith(("_", "$"))
