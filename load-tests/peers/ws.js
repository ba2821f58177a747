// A broadcaster on `ws`: everybody on one path gets what anybody on it says.
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT), clientTracking: false });
server.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? rooms.set(request.url, new Set()).get(request.url);
  room.add(socket);
  socket.on('message', (data, isBinary) => {
    for (const member of room) member.send(data, { binary: isBinary });
  });
  socket.on('close', () => room.delete(socket));
  socket.on('error', () => room.delete(socket));
});
