#!/usr/bin/perl
# An SMSC of Net::SMPP (Debian: libnet-smpp-perl) for interop.test.ts. It prints its port, then a line for each submit_sm and
# deliver_sm_resp. Each message gets a hex id, and a receipt whose text has the id in decimal.
use strict;
use warnings;
use IO::Socket::INET;
use Net::SMPP;

$| = 1;
my $server = Net::SMPP->new_listen('127.0.0.1', port => 0, Listen => 5, Reuse => 1, smpp_version => 0x34)
  or die "cannot listen: $!";
print 'port ', $server->sockport, "\n";
my $next = 0xabcdef00;
while (my $peer = $server->accept) {
    ${*$peer}{async} = 1;
    serve($peer);
    close $peer;
}

sub serve {
    my ($peer) = @_;
    while (my $pdu = $peer->read_pdu) {
        my $seq = $pdu->{seq};
        my $cmd = $pdu->{cmd};
        if    ($cmd == 0x09) { $peer->bind_transceiver_resp(system_id => 'net-smpp', seq => $seq); }
        elsif ($cmd == 0x15) { $peer->enquire_link_resp(seq => $seq); }
        elsif ($cmd == 0x06) { $peer->unbind_resp(seq => $seq); return; }
        elsif ($cmd == 0x80000005) { print 'acknowledged ', $pdu->{status}, "\n"; }
        elsif ($cmd == 0x04) { submitted($peer, $pdu); }
    }
}

sub submitted {
    my ($peer, $pdu) = @_;
    my $id = $next++;
    print join(' ', 'submit', $pdu->{source_addr_ton}, $pdu->{source_addr}, $pdu->{destination_addr}, $pdu->{esm_class},
        $pdu->{data_coding}, unpack('H*', $pdu->{short_message})), "\n";
    $peer->submit_sm_resp(message_id => sprintf('%X', $id), seq => $pdu->{seq});
    $peer->deliver_sm(
        source_addr => $pdu->{destination_addr},
        source_addr_ton => 1,
        destination_addr => $pdu->{source_addr},
        esm_class => 0x04,
        short_message => "id:$id sub:001 dlvrd:001 submit date:2211281234 done date:2211281234 stat:DELIVRD err:000 text:",
    );
}
