package io.github.wasmudf.abi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wasmudf.catalog.Route;
import java.nio.ByteBuffer;

/**
 * A handler of an Orbis plugin, and what one request has in its path. That goes with each call and
 * not with the handler: there may be as many such requests as there are rows.
 *
 * @param request {@code {"path","params","query"}}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OrbisRouteExport(OrbisExport handler, byte[] request) implements PluginExport {
  static OrbisRouteExport of(OrbisExport handler, Route.Request request) {
    ObjectNode json = GuestJson.newObject();
    json.put("path", request.path());
    ObjectNode params = json.putObject("params");
    request.params().forEach(params::put);
    ObjectNode query = json.putObject("query");
    request.query().forEach(query::put);
    return new OrbisRouteExport(handler, GuestJson.write(json));
  }

  @Override
  public String name() {
    return handler.name();
  }

  @Override
  public PluginExport bound() {
    return handler;
  }

  @Override
  public boolean takesAnyParameters() {
    return handler.takesAnyParameters();
  }

  @Override
  public boolean answersNull() {
    return handler.answersNull();
  }

  /** The parameters, none of them if need be, and behind them the request. */
  @Override
  public byte[] head(byte[] header) {
    byte[] parameters = header.length == 0 ? new byte[Integer.BYTES] : header;
    return ByteBuffer.allocate(parameters.length + request.length)
        .put(parameters)
        .put(request)
        .array();
  }
}
