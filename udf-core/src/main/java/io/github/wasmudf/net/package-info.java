/**
 * Where connections to the network may lead: lists of hosts, and sockets that look at an address
 * before they connect to it. Asked by whoever connects for somebody less trusted; never knows what
 * is sent.
 */
@NullMarked
package io.github.wasmudf.net;

import org.jspecify.annotations.NullMarked;
